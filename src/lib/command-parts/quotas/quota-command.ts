// The base of quotas set and quotas unset: changes the values of one entity, and shows them before and after.
import {boolean} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {reportFlags, type ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {alterQuotas, type QuotaAlteration} from '../../quotas/alter.ts'
import {quotaEntityText, type QuotaEntity} from '../../quotas/quota-entity.ts'
import {quotaText} from '../../quotas/quota-keys.ts'
import {awaitQuotas, quotasOf} from '../../quotas/read-back.ts'
import {counted} from '../../text/plural.ts'
import {entityExclusions, entityWords} from './entity-flags.ts'
import {nameIn} from './quota-columns.ts'

/** One quota of an entity, in a plan or its outcome. Byte rates are in bytes per second, on each broker. */
export interface QuotaItem {
  readonly entity: QuotaEntity
  readonly quota: string
  /** `unchanged`: it already has this value. */
  readonly status: 'planned' | 'unchanged' | 'changed' | 'failed'
  /** Null: no quota. */
  readonly before: number | null
  readonly after: number | null
  readonly error: Error | null
}

const valueText = (quota: string, value: number | null) => (value === null ? 'none' : quotaText(quota, value))

export const quotaItemColumns = {
  /** `<default>`: all users without a quota of their own. */
  user: {value: ({entity}) => nameIn(entity, 'user'), filled: true, role: () => 'name'},
  /** A client id; `<default>`: all client ids without a quota of their own. */
  client: {value: ({entity}) => nameIn(entity, 'client-id'), filled: true, role: () => 'name'},
  /** `<default>`: all addresses without a quota of their own. */
  ip: {value: ({entity}) => nameIn(entity, 'ip'), filled: true, role: () => 'name'},
  quota: {value: ({quota}) => quota},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** Null: no quota. */
  before: {value: ({before}) => before, text: ({quota, before}) => valueText(quota, before), align: 'right'},
  /** Null: no quota. */
  after: {value: ({after}) => after, text: ({quota, after}) => valueText(quota, after), align: 'right'},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<QuotaItem>

export const quotaCommandFlags = {
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...reportFlags,
}

interface QuotaPlan extends ChangePlan {
  readonly items: readonly QuotaItem[]
  readonly brokers: number
}

class QuotaNotSeen extends ExpectedError {
  override readonly name = 'QuotaNotSeen'
}

class StaleQuotas extends ExpectedError {
  override readonly name = 'StaleQuotas'
}

export abstract class QuotaCommand extends ChangingCommand {
  static override readonly exclusions = entityExclusions

  /** Sets each key to its value, or removes it if the value is null; `'all'` removes all quotas of the entity. */
  protected async changeQuotas(
    flags: ChangeFlagValues & ReportFlagValues,
    entity: QuotaEntity,
    wanted: ReadonlyMap<string, number | null> | 'all',
  ): Promise<number> {
    const print = this.printer<readonly QuotaItem[], QuotaItem>(flags, quotaItemColumns, 'quota')
    const whom = quotaEntityText(entity)
    return this.carryOut(flags, {
      changes: 'change quotas',
      request: {entity, quotas: wanted === 'all' ? wanted : Object.fromEntries(wanted)},
      plan: (cluster) => plan(cluster, entity, wanted),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(quotaItemColumns, items), items, 'stderr')
      },
      question: ({items}) => {
        const count = items.filter(({status}) => status === 'planned').length
        return `Change ${count === 1 ? 'this quota' : `these ${counted(count, 'quota')}`} of ${whom}`
      },
      recheck: async (cluster, {items}) => {
        const now = await quotasOf(cluster, entity)
        return items.every(({quota, before}) => (now.get(quota) ?? null) === before)
          ? []
          : [new StaleQuotas(`the quotas of ${whom} have changed since the plan was made`)]
      },
      execute: async (cluster, {items}) => {
        const planned = items.filter(({status}) => status === 'planned')
        const [outcome] = await alterQuotas(cluster, [alterationOf(entity, planned)])
        const unseen = outcome?.error
          ? []
          : await awaitQuotas(cluster, entity, new Map(planned.map(({quota, after}) => [quota, after])), () =>
              pause(this.io, 250),
            )
        return items.map((item): QuotaItem => {
          if (item.status !== 'planned') return item
          const error = outcome?.error ?? (unseen.includes(item.quota) ? notSeen(item, whom) : null)
          return {...item, status: error ? 'failed' : 'changed', error}
        })
      },
      report: async (items) => {
        await print({value: items, rows: items})
      },
      failures: (items) => {
        const errors = failuresOf(items.map(({status, error}) => ({status, error: error ?? undefined})))
        // The quotas of an entity are all changed or none, so one sentence is enough.
        return [...new Map(errors.map((error) => [error.message, error])).values()]
      },
      undo: (items) => undoOf(entity, items),
      notes: {
        unchanged: 'no quota was changed',
        nothing:
          wanted === 'all'
            ? `${whom} has no quotas`
            : 'there is nothing to change: the quotas already have these values',
      },
    })
  }
}

async function plan(
  cluster: Cluster,
  entity: QuotaEntity,
  wanted: ReadonlyMap<string, number | null> | 'all',
): Promise<QuotaPlan> {
  const [now, brokers] = await Promise.all([quotasOf(cluster, entity), cluster.brokers()])
  const goal = wanted === 'all' ? new Map([...now.keys()].map((key) => [key, null] as const)) : wanted
  const items = [...goal].map(([quota, after]): QuotaItem => {
    const before = now.get(quota) ?? null
    return {entity, quota, status: before === after ? 'unchanged' : 'planned', before, after, error: null}
  })
  const planned = items.filter(({status}) => status === 'planned')
  const validated =
    planned.length === 0 ? [] : await alterQuotas(cluster, [alterationOf(entity, planned)], {validateOnly: true})
  return {
    items,
    brokers: brokers.length,
    problems: validated.flatMap(({error}) => (error ? [error] : [])),
    empty: planned.length === 0,
    audited: {entity, quotas: planned.map(({quota, before, after}) => ({quota, before, after}))},
  }
}

const alterationOf = (entity: QuotaEntity, items: readonly QuotaItem[]): QuotaAlteration => ({
  entity,
  set: items.flatMap(({quota: key, after: value}) => (value === null ? [] : [{key, value}])),
  remove: items.filter(({after}) => after === null).map(({quota}) => quota),
})

const notSeen = ({quota}: QuotaItem, whom: string) =>
  new QuotaNotSeen(
    `${quota} of ${whom} was changed, but after some seconds a broker does not show it; check with kafkit quotas list`,
  )

/** The commands that restore the old values. */
function undoOf(entity: QuotaEntity, items: readonly QuotaItem[]) {
  const changed = items.filter(({status}) => status === 'changed')
  const set = changed.filter(({before}) => before !== null).map(({quota, before}) => `${quota}=${before}`)
  const unset = changed.filter(({before}) => before === null).map(({quota}) => quota)
  const line = (verb: string, words: readonly string[]) =>
    words.length === 0 ? [] : [`kafkit quotas ${verb} ${entityWords(entity)} ${words.join(' ')}`]
  const lines = [...line('set', set), ...line('unset', unset)]
  return lines.length === 0 ? {none: 'no quota was changed'} : {command: lines}
}
