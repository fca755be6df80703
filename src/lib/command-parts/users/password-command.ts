// The base of users create and users rotate: makes credentials from a password, reads them back, and tries a login.
import {rm} from 'node:fs/promises'
import {boolean, option, string} from '@oclif/core/flags'
import {failuresOf, type UndoLine} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {integer} from '../../cli/flags.ts'
import {reportFlags} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import {parseAddresses} from '../../cluster/address.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {shellWord} from '../../text/shell-word.ts'
import {alterScramUser} from '../../users/alter-scram.ts'
import {awaitScram, scramOf} from '../../users/await-scram.ts'
import {scramMechanisms, type ScramMechanism} from '../../users/scram-mechanism.ts'
import {NotVerified, verifyLogin} from '../../users/verify-login.ts'
import {
  credentialColumns as columns,
  CredentialNotSeen,
  StaleCredentials,
  type CredentialItem,
  type CredentialPlan,
} from './credential-items.ts'
import {
  keepPassword,
  newPassword,
  newPasswordExclusions,
  newPasswordFlags,
  passwordSource,
  type PasswordSource,
} from './password.ts'

/** Twice what Apache's tool uses: each guess at a password from leaked credentials costs twice as much. */
export const usualIterations = 8192

export const mechanismNames = Object.keys(scramMechanisms) as ScramMechanism[]
const {leastIterations: min, mostIterations: max} = scramMechanisms['SCRAM-SHA-512']

export const passwordCommandFlags = {
  iterations: integer({
    min,
    max,
    summary: `number of hash iterations, ${min} to ${max} (default: ${usualIterations})`,
  }),
  ...newPasswordFlags,
  verify: boolean({summary: 'log in with the new password to check it; exit code 1 if that fails'}),
  'verify-at': string({
    helpValue: 'HOST:PORT',
    summary: 'like --verify, but at another listener, with the TLS settings of this connection',
  }),
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...reportFlags,
}

export const mechanismFlag = (summary: string) =>
  option({options: mechanismNames, multiple: true, multipleNonGreedy: true, summary})()

export type PasswordCommandFlags = ChangeFlagValues & Readonly<FlagValues<typeof passwordCommandFlags>>

/** The differences between create and rotate. */
export interface PasswordChange {
  readonly user: string
  readonly done: 'created' | 'rotated'
  /** The mechanisms with their iterations, before and after. */
  plan(cluster: Cluster, now: ReadonlyMap<ScramMechanism | 'UNKNOWN', number>): Promise<CredentialPlan>
  undo(done: readonly CredentialItem[]): UndoLine
}

export abstract class PasswordCommand extends ChangingCommand {
  static override readonly exclusions = newPasswordExclusions

  protected async changePassword(flags: PasswordCommandFlags, change: PasswordChange): Promise<number> {
    const {user, done} = change
    const print = this.printer<readonly CredentialItem[], CredentialItem>(flags, columns, 'user')
    const verifyAt = flags['verify-at'] === undefined ? undefined : parseAddresses(flags['verify-at'])
    const source = flags['dry-run'] ? undefined : await passwordSource(flags, user, this.io)
    const verb = done === 'created' ? 'create' : 'rotate'
    return this.carryOut(flags, {
      changes: `${verb} SCRAM credentials`,
      request: {user},
      plan: async (cluster) => change.plan(cluster, await scramOf(cluster, user)),
      show: async ({items, warnings}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
        for (const text of warnings) await this.warning(text)
      },
      question: ({items}) => {
        const names = items.map(({mechanism}) => mechanism).join(' and ')
        return done === 'created'
          ? `Give ${user} a password for ${names}`
          : `Replace the password of ${user} for ${names}`
      },
      recheck: async (cluster, {items}) => {
        const now = await scramOf(cluster, user)
        const same = items.every(({mechanism, before}) => (now.get(mechanism) ?? null) === before)
        return same ? [] : [new StaleCredentials(user)]
      },
      execute: async (cluster, {items}): Promise<readonly CredentialItem[]> => {
        if (!source) return items
        const password = await newPassword(source, user, this.io)
        await keepPassword(source)
        const outcomes: CredentialItem[] = []
        // One mechanism per request, because brokers refuse a request that names a user twice.
        for (const item of items) outcomes.push(await this.#set(cluster, item, password, done))
        await this.#tellFile(source, outcomes)
        if (!flags.verify && !verifyAt) return outcomes
        const {settings} = await this.connection(flags)
        const login = {...settings, ...(verifyAt ? {bootstrap: verifyAt} : {})}
        return Promise.all(
          outcomes.map(async (item): Promise<CredentialItem> => {
            if (item.status === 'failed') return item
            try {
              await verifyLogin(login, {user, mechanism: item.mechanism, password}, this.#pause)
              return {...item, login: true}
            } catch (error) {
              if (!(error instanceof NotVerified)) throw error
              return {...item, login: false, error}
            }
          }),
        )
      },
      report: async (items) => {
        await print({value: items, rows: items})
        if (items.some(({status, login}) => status !== 'failed' && login === null))
          await this.note('no login with the new password has been tried; --verify tries one')
      },
      failures: (items) =>
        failuresOf(items.map(({error}) => ({status: error ? 'failed' : 'done', error: error ?? undefined}))),
      undo: (items) => change.undo(items.filter(({status}) => status === done)),
      notes: {unchanged: 'no password was changed'},
    })
  }

  readonly #pause = () => pause(this.io, 250)

  async #set(
    cluster: Cluster,
    item: CredentialItem,
    password: string,
    done: 'created' | 'rotated',
  ): Promise<CredentialItem> {
    const {user, mechanism, after} = item
    const iterations = after ?? usualIterations
    try {
      await alterScramUser(cluster, user, {set: [{mechanism, iterations, password}]})
      const unseen = await awaitScram(cluster, user, new Map([[mechanism, iterations]]), this.#pause)
      if (unseen.length > 0) throw new CredentialNotSeen(user, mechanism)
      return {...item, status: done}
    } catch (error) {
      if (error instanceof ExpectedError) return {...item, status: 'failed', error}
      throw error
    }
  }

  /**
   * Deletes the file of a password that brokers refused. If there was no answer, the password may be set, so the file
   * stays.
   */
  async #tellFile(source: PasswordSource, outcomes: readonly CredentialItem[]): Promise<void> {
    if (typeof source === 'string' || !('generatedInto' in source)) return
    const {generatedInto: file} = source
    if (outcomes.every(({error}) => error instanceof KafkaError)) {
      await rm(file, {force: true})
      return
    }
    await this.note(`the password is in ${shellWord(file)}, which only you may read`)
  }
}
