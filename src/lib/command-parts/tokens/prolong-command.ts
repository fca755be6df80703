// The base of tokens renew and tokens expire: sets a new expiry for tokens that are named by their id. The secrets
// come from the brokers, so they need not be typed.
import {boolean} from '@oclif/core/flags'
import {failuresOf, type ChangePlan, type UndoLine} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {reportFlags, type ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import type {DelegationToken} from '../../tokens/delegation-token.ts'
import {awaitToken} from '../../tokens/await-token.ts'
import {describeTokens} from '../../tokens/describe-tokens.ts'
import {notSeen, tokenItemColumns as columns, TokenProblem, type TokenItem} from './token-items.ts'

export const prolongFlags = {
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...reportFlags,
}

export interface ProlongChange {
  readonly done: 'renewed' | 'expired'
  /** Begins with a verb: `renew delegation tokens`. */
  readonly changes: string
  question(items: readonly TokenItem[]): string
  /** The new expiry, ms since the epoch, as far as it is known in advance; null: brokers decide. */
  planned(token: DelegationToken): number | null
  /** Sends the request; resolves with the new expiry. */
  send(cluster: Cluster, token: DelegationToken): Promise<number>
  /** Consequences of the plan, printed before the question. */
  foreseen?(items: readonly TokenItem[]): readonly string[]
  warnings?(items: readonly TokenItem[]): readonly string[]
  undo(items: readonly TokenItem[]): UndoLine
}

interface ProlongPlan extends ChangePlan {
  readonly items: readonly TokenItem[]
  readonly tokens: ReadonlyMap<string, DelegationToken>
}

export abstract class ProlongCommand extends ChangingCommand {
  protected async prolong(
    flags: ChangeFlagValues & ReportFlagValues,
    ids: readonly string[],
    change: ProlongChange,
  ): Promise<number> {
    const {done} = change
    const print = this.printer<readonly TokenItem[], TokenItem>(flags, columns, 'tokenId')
    return this.carryOut(flags, {
      changes: change.changes,
      request: {tokens: ids},
      plan: (cluster) => plan(cluster, [...new Set(ids)], change),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
        for (const text of change.foreseen?.(items) ?? []) await this.warning(text)
      },
      question: ({items}) => change.question(items),
      recheck: async (cluster, {items}) => {
        const now = new Map((await describeTokens(cluster, null)).map((token) => [token.tokenId, token]))
        return items
          .filter(({tokenId, before}) => now.get(tokenId ?? '')?.expiresMs !== before)
          .map(({tokenId}) => new TokenProblem(`token ${tokenId} has changed since the plan was made`))
      },
      execute: (cluster, {items, tokens}) =>
        Promise.all(
          items.map(async (item): Promise<TokenItem> => {
            const token = tokens.get(item.tokenId ?? '')
            if (!token) return item
            try {
              const expires = await change.send(cluster, token)
              const seen = await awaitToken(
                cluster,
                token.tokenId,
                // Brokers soon remove an expired token.
                (now) => (now ? now.expiresMs === expires : done === 'expired'),
                () => pause(this.io, 250),
              )
              if (!seen) throw notSeen(token.tokenId, done)
              return {...item, status: done, expires}
            } catch (error) {
              if (!(error instanceof ExpectedError)) throw error
              return {...item, status: 'failed', error}
            }
          }),
        ),
      report: async (items) => {
        await print({value: items, rows: items})
        for (const text of change.warnings?.(items) ?? []) await this.warning(text)
      },
      failures: (items) => failuresOf(items.map(({status, error}) => ({status, error: error ?? undefined}))),
      undo: (items) => change.undo(items.filter(({status}) => status === done)),
      notes: {unchanged: `no token was ${done}`},
    })
  }
}

async function plan(cluster: Cluster, ids: readonly string[], change: ProlongChange): Promise<ProlongPlan> {
  const tokens = new Map((await describeTokens(cluster, null)).map((token) => [token.tokenId, token]))
  const items = ids.flatMap((tokenId): TokenItem[] => {
    const token = tokens.get(tokenId)
    if (!token) return []
    const {owner, renewers, expiresMs: before, maxMs: maxLife} = token
    return [
      {
        tokenId,
        owner,
        renewers,
        status: 'planned',
        before,
        expires: change.planned(token),
        maxLife,
        hmac: null,
        error: null,
      },
    ]
  })
  const problems = ids
    .filter((id) => !tokens.has(id))
    .map((id) => new TokenProblem(`there is no token ${id} that you are allowed to see (kafkit tokens list)`))
  return {
    items,
    tokens,
    problems,
    othersSpared: items.length > 0,
    audited: {tokens: items.map(({tokenId, owner, before, expires}) => ({tokenId, owner, before, expires}))},
  }
}
