// The steps of every command that changes configs: plan, validate, ask, change, read back.
import {boolean} from '@oclif/core/flags'
import {failuresOf, type ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {reportFlags, type ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {applyChanges, changedMeanwhile, readBackConfigs, type SeenConfig} from '../../configs/apply-changes.ts'
import {ownSource, type ConfigSource} from '../../configs/config-entry.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import type {ConfigStep} from '../../configs/incremental.ts'
import {planConfigChanges, type PlannedConfig, type PlanOptions} from '../../configs/plan-changes.ts'
import {brokerDefault, resourceWord} from '../../configs/resource-words.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {counted} from '../../text/plural.ts'
import type {SelectedResources} from './resources.ts'
import {undoCommands} from './undo.ts'
import {valueFrom} from './values.ts'

/** One config of a plan or of its outcome. Values are null if there is none, or if they are secret. */
export interface ConfigItem {
  /** `topic/orders`. */
  readonly resource: string
  readonly config: string
  readonly before: string | null
  /** Where that value comes from; null if it is not set, or if the broker does not say. */
  readonly beforeSource: ConfigSource | null
  readonly after: string | null
  readonly afterSource: ConfigSource | null
  readonly isSensitive: boolean
  /** `unchanged`: it already had the value. */
  readonly status: 'planned' | 'unchanged' | 'changed' | 'failed'
  readonly error: Error | null
}

const ownOf = ({resource}: ConfigItem): ConfigSource => {
  const [word = '', name = ''] = resource.split('/')
  const types = {topic: 'TOPIC', 'broker-logger': 'BROKER_LOGGER', group: 'GROUP', 'client-metrics': 'CLIENT_METRICS'} as const // prettier-ignore
  return ownSource({type: types[word as keyof typeof types] ?? 'BROKER', name})
}

export const configItemColumns = {
  resource: {value: ({resource}) => resource, role: () => 'name'},
  config: {value: ({config}) => config},
  before: {
    value: ({before}) => before,
    text: (item) => valueFrom({...item, value: item.before, source: item.beforeSource}, ownOf(item)),
  },
  beforeSource: {value: ({beforeSource}) => beforeSource, wide: true},
  after: {
    value: ({after}) => after,
    text: (item) =>
      item.afterSource === null && item.resource !== brokerDefault
        ? '(inherited)'
        : valueFrom({...item, value: item.after, source: item.afterSource}, ownOf(item)),
  },
  /** Null if no value remains, or if the inherited value will only be known after the change. */
  afterSource: {value: ({afterSource}) => afterSource, wide: true},
  status: {
    value: ({status}) => status,
    role: ({status}) => (status === 'failed' ? 'bad' : status === 'changed' ? 'good' : undefined),
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<ConfigItem>

export const changingFlags = {
  'dry-run': boolean({summary: 'let the brokers validate the change, show it, and change nothing'}),
  ...yesFlag,
  ...reportFlags,
}

interface ConfigsPlan extends ChangePlan {
  readonly items: readonly PlannedConfig[]
  readonly warnings: readonly string[]
  /** The brokers' objection to the change of a resource. */
  readonly refused: ReadonlyMap<ConfigResource, Error>
}

export interface WantedChange extends PlanOptions {
  readonly select: (cluster: Cluster) => Promise<SelectedResources>
  /** The changes to make to each resource. */
  readonly steps: readonly ConfigStep[]
  /** The request for the audit log, without secrets, until the plan is known. */
  readonly request: unknown
  /** The verb of the question: `Change`, `Delete`. */
  readonly verb?: string | undefined
  /** The reason why there is nothing to do. */
  readonly nothing: string
}

/** The configs were changed by someone else while the plan was on the screen. */
class StaleConfigs extends ExpectedError {
  override readonly name = 'StaleConfigs'
}

/** A broker accepted a change and does not show it. */
class NotSeenYet extends ExpectedError {
  override readonly name = 'NotSeenYet'
}

interface Done {
  readonly rows: readonly ConfigItem[]
  readonly changed: readonly PlannedConfig[]
}

export abstract class ConfigsChanging extends ChangingCommand {
  protected async changeConfigs(flags: ReportFlagValues & ChangeFlagValues, wanted: WantedChange): Promise<number> {
    const print = this.printer<readonly ConfigItem[], ConfigItem>(flags, configItemColumns, 'resource')
    return this.carryOut<ConfigsPlan, Done>(flags, {
      changes: 'change configs',
      request: wanted.request,
      plan: (cluster) => planFor(cluster, wanted),
      show: async ({items, warnings, refused: judged}, as) => {
        const rows = items.map((item): ConfigItem => {
          const error = item.status === 'planned' ? judged.get(item.resource) : undefined
          return error ? {...asItem(item), status: 'failed', error} : asItem(item)
        })
        // If nothing could be read, only the reason is printed.
        const people = rows.length === 0 ? () => {} : undefined
        if (as === 'result') await print({value: rows, rows, people})
        else if (!flags.yes) await this.printTable(tableColumns(configItemColumns, rows), rows, 'stderr')
        for (const text of warnings) await this.warning(text)
      },
      question: ({items}) => questionFor(items, wanted.verb ?? 'Change'),
      recheck: async (cluster, {items}) =>
        (await changedMeanwhile(cluster, items)).map(
          ({resource, step}) =>
            new StaleConfigs(`${resourceWord(resource)}: ${step.name} has changed since the plan was made`),
        ),
      execute: async (cluster, {items}) => {
        const refused = await applyChanges(cluster, items, {validateOnly: false})
        const sent = items.filter(({status, resource}) => status === 'planned' && !refused.has(resource))
        const seen = await readBackConfigs(cluster, sent, () => pause(this.io, 250))
        const bySent = new Map(seen.map((each) => [each.item, each]))
        return {
          changed: sent,
          rows: items.map((item): ConfigItem => {
            const error = refused.get(item.resource)
            if (item.status === 'planned' && error) return {...asItem(item), status: 'failed', error}
            const found = bySent.get(item)
            return found ? asOutcome(found) : asItem(item)
          }),
        }
      },
      report: ({rows}) => print({value: rows, rows}),
      failures: ({rows}) =>
        uniqueErrors(failuresOf(rows.map(({status, error}) => ({status, error: error ?? undefined})))),
      undo: ({changed}) => (changed.length === 0 ? {none: 'nothing was changed'} : {command: undoCommands(changed)}),
      notes: {unchanged: 'nothing was changed', nothing: wanted.nothing},
    })
  }
}

async function planFor(cluster: Cluster, {select, steps, ...options}: WantedChange): Promise<ConfigsPlan> {
  const {resources, errors} = await select(cluster)
  const {items, problems, warnings} = await planConfigChanges(cluster, resources, steps, options)
  const found = [...errors, ...problems]
  const judged =
    found.length > 0 ? new Map<ConfigResource, Error>() : await applyChanges(cluster, items, {validateOnly: true})
  const planned = items.filter(({status}) => status === 'planned')
  return {
    items,
    warnings,
    refused: judged,
    problems: [...found, ...judged.values()],
    empty: planned.length === 0,
    othersSpared: resources.length > 1,
    audited: {
      configs: planned.map(({resource, step, before, after, isSensitive}) => ({
        resource: resourceWord(resource),
        config: step.name,
        ...(isSensitive ? {} : {before, after}),
      })),
    },
  }
}

function questionFor(items: readonly PlannedConfig[], verb: string): string {
  const planned = items.filter(({status}) => status === 'planned')
  const resources = new Set(planned.map(({resource}) => resourceWord(resource)))
  const [first = ''] = resources
  return `${verb} ${counted(planned.length, 'config')} of ${resources.size === 1 ? first : counted(resources.size, 'resource')}`
}

const asItem = ({resource, step, ...item}: PlannedConfig): ConfigItem => ({
  resource: resourceWord(resource),
  config: step.name,
  before: item.before,
  beforeSource: item.beforeSource,
  after: item.after,
  afterSource: item.afterSource,
  isSensitive: item.isSensitive,
  status: item.status,
  error: null,
})

function asOutcome({item, entry, arrived, error}: SeenConfig): ConfigItem {
  const planned = asItem(item)
  if (!arrived) {
    const why = error ? `it cannot be read back: ${error.message}` : 'after some seconds a broker does not show it'
    const text = `${planned.resource}: ${planned.config} was changed, but ${why}; check with kafkit configs describe ${planned.resource}`
    return {...planned, status: 'failed', error: new NotSeenYet(text, {cause: error})}
  }
  const after = {after: entry?.value ?? null, afterSource: entry?.source ?? null}
  return {...planned, ...after, status: 'changed'}
}

/** If a resource is refused, all of its configs fail with the same error, which is reported once. */
const uniqueErrors = (errors: readonly Error[]): Error[] => [...new Set(errors)]
