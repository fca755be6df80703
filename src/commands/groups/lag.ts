import {setTimeout as sleep} from 'node:timers/promises'
import {boolean, custom, option, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration, words} from '../../lib/cli/flags.ts'
import {Interrupted} from '../../lib/cli/io.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {durationText, parseDuration, roughDuration} from '../../lib/text/duration.ts'
import {readState, stateFile, writeState} from '../../lib/cli/state-file.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {parseCountRange, type CountRange} from '../../lib/groups/lag/count-range.ts'
import {judgeLag, type GateRules, type LagStatus, type Limit} from '../../lib/groups/lag/gate.ts'
import {positionsOf} from '../../lib/groups/lag/rates.ts'
import {ageText, etaText, lagRows, type LagReport, type LagRow} from '../../lib/views/lag/rows.ts'
import {findStuck, type SeenCommits, type StuckReport} from '../../lib/groups/lag/stuck.ts'
import {groupLag, type GroupLags} from '../../lib/groups/lag/lag.ts'
import {groupsToRead} from '../../lib/groups/groups-to-read.ts'
import {groupSelector} from '../../lib/groups/select-groups.ts'

type Rate = Pick<LagRow, 'inPerSecond' | 'outPerSecond' | 'etaMs'>
const rate = (value: number | null) => (value === null ? null : Math.round(value * 10) / 10)
const perSecond = (value: number | null) => (value === null ? null : `${rate(value)}/s`)

const common = {
  lag: {
    value: ({lag}: LagRow) => lag,
    align: 'right' as const,
    role: ({lag}: LagRow) => (lag === 0 ? ('good' as const) : undefined),
  },
  /** How old the oldest unread record is, ms; null if not known or not asked for. */
  ageMs: {
    heading: 'AGE',
    value: ({ageMs}: LagRow) => ageMs,
    text: (row: LagRow) => ageText(row, roughDuration),
    align: 'right' as const,
    filled: true,
  },
  /** Where the age comes from: record, batch, estimate (at least that), caughtUp. */
  ageBasis: {value: ({ageBasis}: LagRow) => ageBasis, wide: true, filled: true},
  /** When the oldest unread record was written, ISO 8601 in UTC; null if not known or not asked for. */
  unreadSince: {value: ({unreadSince}: LagRow) => unreadSince, wide: true, filled: true},
  /** With --sample: records written a second. */
  inPerSecond: {
    heading: 'IN',
    value: ({inPerSecond}: Rate) => rate(inPerSecond),
    text: ({inPerSecond}: Rate) => perSecond(inPerSecond),
    align: 'right' as const,
    filled: true,
  },
  /** With --sample: records committed a second. */
  outPerSecond: {
    heading: 'OUT',
    value: ({outPerSecond}: Rate) => rate(outPerSecond),
    text: ({outPerSecond}: Rate) => perSecond(outPerSecond),
    align: 'right' as const,
    filled: true,
  },
  /** With --sample: until nothing is unread, ms; null if the lag does not shrink. */
  etaMs: {
    heading: 'ETA',
    value: ({etaMs}: Rate) => (etaMs === null ? null : Math.round(etaMs)),
    text: (row: LagRow) => etaText(row, roughDuration),
    align: 'right' as const,
    filled: true,
  },
}
const statusColumn = {
  value: ({status}: LagRow) => status,
  text: ({status}: LagRow) => (status === 'ok' ? null : status),
  role: ({status}: LagRow) => (status === 'critical' ? ('bad' as const) : ('warn' as const)),
  filled: true,
}

const partitionColumns = {
  group: {value: ({group}) => group, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** The committed offset; null if nothing is committed. */
  currentOffset: {value: ({currentOffset}) => currentOffset, align: 'right'},
  leaderEpoch: {
    value: ({committedLeaderEpoch}) => committedLeaderEpoch,
    align: 'right',
    wide: true,
    filled: true,
  },
  logStartOffset: {value: ({logStartOffset}) => logStartOffset, align: 'right', wide: true},
  logEndOffset: {value: ({logEndOffset}) => logEndOffset, align: 'right'},
  ...common,
  /** Of the member that owns the partition. */
  consumerId: {value: ({consumerId}) => consumerId, filled: true, wide: true},
  host: {value: ({host}) => host, filled: true},
  clientId: {value: ({clientId}) => clientId, filled: true},
  /** What the consumer stored beside the offset. */
  metadata: {value: ({metadata}) => metadata, text: ({metadata}) => metadata || null, wide: true, filled: true},
  /** ok, warning, unknown or critical. */
  status: statusColumn,
  /** Why the lag is not known, or not what a consumer will read. */
  note: {value: ({note}) => note, text: ({noteText}) => noteText, role: () => 'warn', filled: true},
} satisfies Columns<LagRow>

const sumColumns = {
  group: {value: ({group}) => group, role: () => 'name'},
  state: {value: ({state}) => state, role: ({state}) => (state === 'Stable' ? 'good' : 'warn')},
  members: {heading: '#MEMBERS', value: ({members}) => members, align: 'right'},
  topic: {value: ({topic}) => topic, filled: true},
  /** With --by member. */
  consumerId: {value: ({consumerId}) => consumerId, filled: true},
  /** With --by host. */
  host: {value: ({host}) => host, filled: true},
  partitions: {heading: '#PARTITIONS', value: ({partitions}) => partitions, align: 'right'},
  ...common,
  /** Partitions whose lag is not known, so that it is not in the sum. */
  unknown: {
    value: ({unknown}) => unknown,
    text: ({unknown}) => unknown || null,
    align: 'right',
    role: () => 'warn',
    filled: true,
  },
  /** The partition with the largest lag. */
  worst: {value: ({worst}) => worst, filled: true},
  /** ok, warning, unknown or critical. */
  status: statusColumn,
} satisfies Columns<LagRow>

export type Output = LagReport
export type Row = RowOf<typeof partitionColumns> | RowOf<typeof sumColumns>

const limit = custom<Limit>({
  helpValue: 'N|DURATION',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => (/^\d+$/.test(text) ? {records: Number(text)} : {ageMs: parseDuration(text)}),
})
const countRange = custom<CountRange>({helpValue: 'N', parse: async (text) => parseCountRange(text)})

export default class GroupsLag extends KafkaCommand {
  static override summary = 'show and check the lag of groups, in records and in time'
  static override description = `All groups unless some are named; GROUP may be a pattern (billing-*) or a regular expression (/^billing-/). LAG counts records; AGE is how long ago the oldest unread record was written, read from the record itself ("~" marks an estimate: at least that).
Fails closed: a lag that is unknown, a partition without leader, a missing group, a pattern that matches nothing, a refused permission is never OK, unless an --allow flag says so. The exit code is 0 if all is well, 3 if a limit is exceeded or something is not as expected, 1 if something is unknown or failed; with --nagios 0 OK, 1 warning, 2 critical, 3 unknown. A critical finding outranks an unknown one, which outranks a warning.`
  static override examples = [
    '<%= config.bin %> groups lag',
    {description: 'Each partition of a group', command: '<%= config.bin %> groups lag billing --by partition'},
    {
      description: 'A check for cron: too many records, or too old',
      command: '<%= config.bin %> groups lag billing --warn 1000 --warn 1m --crit 10000 --crit 5m',
    },
    {
      description: 'The same for Nagios or Icinga',
      command: "<%= config.bin %> groups lag 'billing-*' --crit 5m --nagios",
    },
    {
      description: 'Who has stopped: something to read, nothing committed for ten minutes',
      command: '<%= config.bin %> groups lag --stuck 10m',
    },
    {description: 'Rates and time to go', command: '<%= config.bin %> groups lag billing --sample 5s'},
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns or /regular expressions/; all groups unless given',
      multiple: true,
    }),
  }
  static override flags = {
    topic: words({helpValue: 'TOPIC,…', summary: 'only these topics; a named group without them is not OK'}),
    by: option({
      options: ['partition', 'topic', 'group', 'member', 'host'] as const,
      default: 'group',
      summary: 'what a row is, and what limits are held against',
    })(),
    age: boolean({
      allowNo: true,
      summary: 'read the ages; by default if groups are named or a limit is a duration',
    }),
    sample: duration({summary: 'look twice, so long apart, for rates and the time until nothing is unread'}),
    'read-committed': boolean({summary: 'the end is the last stable offset: open transactions do not count'}),
    verbose: boolean({
      summary: 'more columns: log start, leader epoch, metadata, member ids, since when something is unread',
    }),
    warn: limit({summary: 'a warning if the lag is more; repeat it for records and time', helpGroup: 'LIMITS'}),
    crit: limit({summary: 'critical if the lag is more; repeat it for records and time', helpGroup: 'LIMITS'}),
    stuck: duration({
      summary: 'critical if something is unread and nothing was committed for so long',
      description:
        'One look cannot tell, so each run remembers what it saw in a file. The first run is unknown; a --sample of that length needs no file.',
      helpGroup: 'LIMITS',
    }),
    'stuck-file': string({
      helpValue: 'FILE',
      summary: 'where --stuck remembers; a file for each cluster in the state directory unless given',
      helpGroup: 'LIMITS',
      dependsOn: ['stuck'],
    }),
    'expect-members': countRange({summary: 'so many members in every group: 3, 3+ or 2-4', helpGroup: 'LIMITS'}),
    'expect-state': words({helpValue: 'STATE,…', summary: 'every group in one of these states', helpGroup: 'LIMITS'}),
    'expect-groups': countRange({summary: 'so many groups: 3, 3+ or 2-4', helpGroup: 'LIMITS'}),
    'allow-missing': boolean({summary: 'a group, pattern or topic that is not there is OK', helpGroup: 'LIMITS'}),
    'allow-uncommitted': boolean({summary: 'a partition without a commit is OK', helpGroup: 'LIMITS'}),
    'allow-unknown': boolean({summary: 'any unknown lag is OK', helpGroup: 'LIMITS'}),
    format: option({
      options: ['nagios', 'openmetrics'] as const,
      summary: 'for monitoring: a Nagios plugin’s line and exit code, or metrics as text',
      helpGroup: 'OUTPUT',
      exclusive: ['nagios'],
    })(),
    nagios: boolean({summary: 'the same as --format nagios', helpGroup: 'OUTPUT'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const nagios = this.argv.some(
      (text, at) => /^--(nagios|format=nagios)$/.test(text) || (text === 'nagios' && this.argv[at - 1] === '--format'),
    )
    if (!nagios) return this.#check()
    try {
      return await this.#check()
    } catch (error) {
      // A plugin that says 2 would be taken for critical, and one that is silent for nothing at all.
      if (error instanceof Interrupted) throw error
      const {nagiosCode, nagiosFailure} = await import('../../lib/views/lag/nagios.ts')
      this.io.out(nagiosFailure((error as Error).message))
      return nagiosCode.unknown
    }
  }

  async #check(): Promise<number> {
    const {flags, args} = await this.parse(GroupsLag)
    const columns: Columns<LagRow> = flags.by === 'partition' ? partitionColumns : sumColumns
    const print = this.printer<Output, LagRow>(flags, columns, 'group')
    const selectors = (args.group ?? ['*']).map(groupSelector)
    const rules: GateRules = {
      by: flags.by,
      warn: merged('warn', flags.warn),
      crit: merged('crit', flags.crit),
      expectMembers: flags['expect-members'],
      expectGroups: flags['expect-groups'],
      expectStates: flags['expect-state'],
      topics: flags.topic,
      allowMissing: flags['allow-missing'],
      allowUncommitted: flags['allow-uncommitted'],
      allowUnknown: flags['allow-unknown'],
    }
    checkOrder(rules)
    const timed = rules.warn.ageMs !== undefined || rules.crit.ageMs !== undefined
    if (timed && flags.age === false) throw new UsageError('--no-age: a limit that is a duration needs the ages')
    const named = [...(flags.columns ?? []), ...(flags.sort ?? [])].some((name) => /^-?(age|unread)/i.test(name))
    const withAges =
      flags.age ?? (timed || named || (args.group !== undefined && selectors.every((each) => 'name' in each)))

    const cluster = await this.connect(flags)
    const progress = progressLine(this.io)
    const onProgress = (text: string) => progress.show(() => text)
    const {selected, listed, brokerErrors} = await groupsToRead(cluster, selectors)
    const look = async () => {
      const lags = await groupLag(cluster, selected.ids, {
        topics: flags.topic,
        isolation: flags['read-committed'] ? 'read_committed' : undefined,
        listed,
        ...(withAges ? {agesAt: this.io.now()} : {}),
        onProgress,
      })
      // A pattern with --topic means those groups that read it.
      const groups = flags.topic
        ? lags.groups.filter(({groupId, partitions}) => partitions.length > 0 || selected.named.has(groupId))
        : lags.groups
      return {at: this.io.now(), lags: {...lags, groups, brokerErrors}}
    }
    let first = flags.sample === undefined ? undefined : await look()
    if (first && flags.sample !== undefined) {
      onProgress(`looking again in ${durationText(flags.sample)}`)
      await sleep(flags.sample, undefined, {signal: this.io.interrupted}).catch(() =>
        this.io.interrupted.throwIfAborted(),
      )
    }
    const last = await look()
    progress.clear()
    const stuck = flags.stuck === undefined ? undefined : await this.#stuck(cluster, flags, flags.stuck, first, last)
    const result = judgeLag(last.lags, selected, rules, {stuck, durationText})
    const before = first && {positions: positionsOf(first.lags.groups), elapsedMs: last.at - first.at}
    first = undefined

    if (flags.format === 'openmetrics') {
      const {lagMetrics} = await import('../../lib/views/lag/open-metrics.ts')
      this.io.out(lagMetrics(last.lags, {up: true}))
    } else if (flags.format === 'nagios' || flags.nagios) {
      const {nagiosCode, nagiosText} = await import('../../lib/views/lag/nagios.ts')
      this.io.out(nagiosText(result, last.lags, rules))
      return nagiosCode[result.status]
    } else {
      const rows = lagRows(last.lags.groups, flags.by, result.findings, before)
      await print({value: {...result, rows, ...last.lags}, rows, wide: flags.verbose})
    }
    await this.#tell(result.findings)
    return codes[result.status]
  }

  /** By the two looks of --sample if they lie that far apart, else by what an earlier run has seen. */
  async #stuck(
    cluster: Cluster,
    flags: {readonly 'stuck-file'?: string | undefined},
    stuckMs: number,
    first: Looked | undefined,
    last: Looked,
  ): Promise<StuckReport> {
    if (first && last.at - first.at >= stuckMs) {
      const {seen} = findStuck(first.lags.groups, {}, {now: first.at, stuckMs})
      return findStuck(last.lags.groups, seen, {now: last.at, stuckMs})
    }
    const id = (await cluster.clusterId()) ?? 'unknown'
    const file = flags['stuck-file'] ?? stateFile(this.io.env, 'lag', `${id}.json`)
    const before = await readState<SeenCommits>(file)
    const report = findStuck(last.lags.groups, before ?? {}, {now: last.at, stuckMs})
    await writeState(file, report.seen)
    return report
  }

  async #tell(findings: LagReport['findings']): Promise<void> {
    const {bad, warn} = await this.colours('stderr')
    for (const {status, text} of findings.slice(0, mostTold)) {
      const paint = status === 'critical' ? bad : warn
      this.io.err(`${paint(`kafkit: ${status}:`)} ${text}\n`)
    }
    if (findings.length > mostTold)
      await this.note(`and ${findings.length - mostTold} more; --output json has all of them`)
  }
}
const mostTold = 50

interface Looked {
  readonly at: number
  readonly lags: GroupLags
}

const codes: Readonly<Record<LagStatus, number>> = {
  ok: exitCode.done,
  warning: exitCode.exceeded,
  critical: exitCode.exceeded,
  unknown: exitCode.failed,
}

/** `--warn 1000 --warn 5m`: one of each at most. */
function merged(flag: string, limits: readonly Limit[] = []): Limit {
  const result: {records?: number; ageMs?: number} = {}
  for (const {records, ageMs} of limits) {
    if ((records !== undefined && result.records !== undefined) || (ageMs !== undefined && result.ageMs !== undefined))
      throw new UsageError(`--${flag}: two limits of the same kind; say one number of records and one duration`)
    if (records !== undefined) result.records = records
    if (ageMs !== undefined) result.ageMs = ageMs
  }
  return result
}

function checkOrder({warn, crit}: GateRules): void {
  for (const kind of ['records', 'ageMs'] as const) {
    const [low, high] = [warn[kind], crit[kind]]
    if (low !== undefined && high !== undefined && low > high)
      throw new UsageError('--warn is more than --crit: a warning would never be seen')
  }
}
