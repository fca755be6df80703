// What upgrade and downgrade share: levels before and after, the controller's validation, and the levels read back.
import type {PrintedError} from '../../cluster/errors.ts'
import {custom} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import type {ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import {wholeNumber} from '../../cli/flags.ts'
import {reportFlags, type ReportFlagValues} from '../../cli/output.ts'
import {pause} from '../../cli/pause.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {Failures} from '../../cluster/outcome.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {listFeatures, noFeatures, type ListedFeature} from '../../features/list.ts'
import {updateFeatures, type UpgradeType} from '../../features/update.ts'
import {metadataVersionFeature, metadataVersionNamed, metadataVersionOf} from '../../features/versions.ts'
import {listed} from '../../text/listed.ts'

export interface LevelChange {
  readonly feature: string
  /** 0: off. */
  readonly before: number
  readonly after: number
  /** The highest level that all brokers support; null if some brokers do not have the feature. */
  readonly max: number | null
  readonly status: 'planned' | 'unchanged' | 'changed' | 'failed'
  readonly error: PrintedError | null
}

const named = (feature: string, level: number) => {
  const name = feature === metadataVersionFeature ? metadataVersionOf(level)?.name : undefined
  return name === undefined ? level : `${level} (${name})`
}

export const levelColumns = {
  feature: {value: ({feature}) => feature, role: () => 'name'},
  /** 0: off. */
  before: {value: ({before}) => before, text: (row) => named(row.feature, row.before), align: 'right'},
  after: {value: ({after}) => after, text: (row) => named(row.feature, row.after), align: 'right'},
  /** The highest level that all brokers support; null if some brokers do not have the feature. */
  max: {value: ({max}) => max, align: 'right'},
  status: {
    value: ({status}) => status,
    role: ({status}) => (status === 'failed' ? 'bad' : status === 'changed' ? 'good' : undefined),
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<LevelChange>

export const levelFlags = {
  'dry-run': boolean({summary: 'let the controller validate the change, show it, and change nothing'}),
  ...yesFlag,
  ...reportFlags,
}

export interface WantedLevel {
  readonly feature: string
  readonly level: number
}

/** `metadata.version=4.3`, `group.version=1`. */
export const levelArg = custom<WantedLevel>({
  ignoreStdin: true,
  description: 'FEATURE=LEVEL',
  parse: async (text) => wantedLevel(text),
})

function wantedLevel(text: string): WantedLevel {
  const [, feature = '', level = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? []
  if (feature === '') throw new UsageError(`'${text}' is not of the form FEATURE=LEVEL`)
  if (feature === metadataVersionFeature && !/^\d+$/.test(level)) {
    const found = metadataVersionNamed(level)
    if (!found) throw new UsageError(`'${level}' is neither a release nor a metadata.version that kafkit knows`)
    return {feature, level: found.level}
  }
  return {feature, level: wholeNumber(level, 0, 32_767)}
}

/** A level cannot be changed, or the change does not become visible. */
class LevelProblem extends ExpectedError {
  override readonly name = 'LevelProblem'
}

interface LevelPlan extends ChangePlan {
  readonly changes: readonly LevelChange[]
}
const isPlanned = ({status}: LevelChange) => status === 'planned'

export abstract class LevelCommand extends ChangingCommand {
  protected async changeLevels(
    type: UpgradeType,
    flags: ReportFlagValues & ChangeFlagValues,
    wanted: (features: readonly ListedFeature[]) => readonly WantedLevel[],
  ): Promise<number> {
    const print = this.printer<readonly LevelChange[], LevelChange>(flags, levelColumns, 'feature')
    const verb = type === 'upgrade' ? 'Raise' : 'Lower'
    return this.carryOut<LevelPlan, readonly LevelChange[]>(flags, {
      changes: `${verb.toLowerCase()} levels of features`,
      request: {type},
      plan: (cluster) => planOf(cluster, type, wanted),
      show: async ({changes}, as) => {
        const people = changes.length === 0 ? () => {} : undefined
        if (as === 'result') await print({value: changes, rows: changes, people})
        else if (!flags.yes) await this.printTable(tableColumns(levelColumns, changes), changes, 'stderr')
        if (changes.some(isPlanned)) await this.warning(warnings[type])
      },
      question: ({changes}) => {
        const names = changes.filter(isPlanned).map(({feature, after}) => `${feature} to ${named(feature, after)}`)
        return `${verb} ${listed(names, 'and')}`
      },
      execute: (cluster, {changes}) => this.#execute(cluster, type, changes),
      report: (changes) => print({value: changes, rows: changes}),
      failures: (changes) => [...new Set(changes.flatMap(({error}) => error ?? []))],
      undo: (changes) => {
        const done = changes.filter(({status}) => status === 'changed')
        if (done.length === 0) return {none: 'no level was changed'}
        const back = done.map(({feature, before}) => `${feature}=${before}`)
        const command = type === 'upgrade' ? 'downgrade' : 'upgrade'
        return {command: ['kafkit features', command, ...back].join(' ')}
      },
      notes: {
        unchanged: 'no level was changed',
        nothing: 'there is nothing to change: everything is already set that way',
      },
    })
  }

  async #execute(
    cluster: Cluster,
    type: UpgradeType,
    changes: readonly LevelChange[],
  ): Promise<readonly LevelChange[]> {
    const some = changes.filter(isPlanned)
    const results = await updateFeatures(cluster, asked(some, type))
    const outcomes = new Map(results.map(({feature, error}) => [feature, error]))
    const accepted = some.filter(({feature}) => outcomes.get(feature) === null)
    let {levels, errors} = await levelsNow(cluster)
    for (let left = 20; left > 0 && accepted.some(({feature, after}) => levels.get(feature) !== after); left--) {
      await pause(this.io, 250)
      ;({levels, errors} = await levelsNow(cluster))
    }
    return changes.map((each): LevelChange => {
      if (!isPlanned(each)) return each
      const error = outcomes.get(each.feature)
      if (error) return {...each, status: 'failed', error}
      const level = levels.get(each.feature)
      if (level === each.after) return {...each, status: 'changed'}
      const unseen =
        level === undefined
          ? `${each.feature} was changed, but no broker says at which level it is now: ${errors[0]?.message ?? 'none knows it'}`
          : `${each.feature} was changed, but after some seconds a broker still shows level ${level}`
      return {...each, status: 'failed', error: new LevelProblem(unseen)}
    })
  }
}

const warnings: Readonly<Record<UpgradeType, string>> = {
  upgrade: 'not every upgrade can be undone: a new metadata.version may write records that older releases cannot read',
  'safe-downgrade': 'functions that the lower level lacks will no longer be available',
  'unsafe-downgrade': 'an unsafe downgrade permanently drops metadata that the lower level does not know',
}

async function planOf(
  cluster: Cluster,
  type: UpgradeType,
  wanted: (features: readonly ListedFeature[]) => readonly WantedLevel[],
): Promise<LevelPlan> {
  const {features, errors} = (await listFeatures(cluster)).open(new Failures())
  const changes = wanted(features).map(({feature, level}): LevelChange => {
    const found = features.find((each) => each.feature === feature)
    const before = found?.finalized ?? 0
    const status = before === level ? 'unchanged' : 'planned'
    return {feature, before, after: level, max: found?.max ?? null, status, error: null}
  })
  const some = changes.filter(isPlanned)
  const found = [...errors, ...changes.flatMap((each) => against(each, features, type))]
  const judge = found.length === 0 && some.length > 0
  const judged = judge ? await updateFeatures(cluster, asked(some, type), {validateOnly: true}) : []
  return {
    changes,
    problems: [...new Set([...found, ...judged.flatMap(({error}) => error ?? [])])],
    empty: some.length === 0,
    audited: {type, features: some.map(({feature, before, after}) => ({feature, before, after}))},
  }
}

const asked = (changes: readonly LevelChange[], type: UpgradeType) =>
  changes.map(({feature, after}) => ({feature, level: after, type}))

/** As the brokers that answer show them; `errors`: why others do not. */
async function levelsNow(cluster: Cluster) {
  const {features, errors} = (await listFeatures(cluster)).open(new Failures())
  return {levels: new Map(features.map(({feature, finalized}) => [feature, finalized])), errors}
}

/** The reason against a change, naming brokers, which the controller's own messages do not. */
function against(change: LevelChange, features: readonly ListedFeature[], type: UpgradeType): LevelProblem[] {
  const text = textAgainst(change, features, type)
  return text === undefined ? [] : [new LevelProblem(text)]
}

function textAgainst(
  {feature, before, after, status}: LevelChange,
  features: readonly ListedFeature[],
  type: UpgradeType,
): string | undefined {
  const found = features.find((each) => each.feature === feature)
  const names = features.map((each) => each.feature)
  if (names.length === 0) return `there is no feature '${feature}': ${noFeatures}`
  if (!found) return `there is no feature '${feature}'; there are ${listed(names, 'and')}`
  if (status === 'unchanged') return undefined
  const is = `${feature} is at level ${before}`
  if (type === 'upgrade' && after < before) return `${is}: ${after} would be a downgrade (kafkit features downgrade)`
  if (type !== 'upgrade' && after > before) return `${is}: ${after} would be an upgrade (kafkit features upgrade)`
  if (type !== 'upgrade' || (found.max !== null && after <= found.max)) return undefined
  const who = found.behind.length > 0 ? `; these brokers are behind: ${found.behind.join(', ')}` : ''
  return `not every broker supports level ${after} of ${feature}: up to ${found.max ?? 'none'}${who}`
}
