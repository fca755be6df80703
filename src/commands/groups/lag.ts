import {boolean} from '@oclif/core/flags'
import {whyEmpty} from '../../lib/acls/why-empty.ts'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {duration, selectors} from '../../lib/cli/flags.ts'
import {Interrupted} from '../../lib/cli/io.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {partitionColumns, sumColumns} from '../../lib/command-parts/lag/lag-columns.ts'
import {lagExclusions} from '../../lib/command-parts/lag/exclusions.ts'
import {remembered, type FirstLook, type Look} from '../../lib/command-parts/lag/first-look.ts'
import {anyFormatFlags, formatFlags, formatOf} from '../../lib/command-parts/lag/format.ts'
import {lagNotes} from '../../lib/command-parts/lag/lag-notes.ts'
import {gateRules, limitFlags, limitsAge} from '../../lib/command-parts/lag/limits.ts'
import {byFlag, lagOptions, selectionFlags} from '../../lib/command-parts/lag/selection.ts'
import {reportFlags, type Report, type ReportFlagValues} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {withSmallNursery} from '../../lib/cli/small-nursery.ts'
import {readState, stateFile, writeState} from '../../lib/cli/state-file.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {groupsToRead} from '../../lib/groups/groups-to-read.ts'
import type {LagFinding, LagStatus} from '../../lib/groups/lag/finding.ts'
import {judgeLag, type GateResult} from '../../lib/groups/lag/gate.ts'
import {groupLag, type GroupLagOptions, type GroupLags} from '../../lib/groups/lag/lag.ts'
import type {LimitedBy} from '../../lib/groups/lag/measures.ts'
import type {EarlierLook} from '../../lib/groups/lag/rates.ts'
import {lookForStuck, type SeenCommits, type StuckReport} from '../../lib/groups/lag/stuck.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {durationText} from '../../lib/text/duration.ts'
import {findingText} from '../../lib/views/lag/finding-text.ts'
import {lagReport, type LagReport} from '../../lib/views/lag/report.ts'
import {partitionRows, sumRows, type PartitionRow, type SumRow} from '../../lib/views/lag/rows.ts'

export type Output = LagReport
export type Row = RowOf<typeof partitionColumns> | RowOf<typeof sumColumns>

export default class GroupsLag extends KafkaCommand {
  static override summary = 'show and check the lag of groups, in records and in time'
  static override description = `Checks all groups unless some are named; GROUP may be a pattern (billing-*) or a regular expression (/^billing-/). LAG counts unread records; AGE is how long ago the oldest unread record was written, taken from the record itself ("~" marks an estimate: at least that long).
The check fails closed: an unknown lag, a partition without a leader, a missing group, a pattern that matches nothing and a refused permission are never OK unless an --allow flag says so. The exit code is 0 if all is well, 3 if a limit is exceeded or something is not as expected, and 1 if something is unknown or failed; with --nagios it is 0 for OK, 1 for warning, 2 for critical and 3 for unknown. A critical finding outranks an unknown one, which outranks a warning.`
  static override examples = [
    '<%= config.bin %> groups lag',
    {description: 'Each partition of a group', command: '<%= config.bin %> groups lag billing --by partition'},
    {
      description: 'A check for cron: too many unread records, or too old ones',
      command: '<%= config.bin %> groups lag billing --warn 1000 --warn 1m --crit 10000 --crit 5m',
    },
    {
      description: 'The same for Nagios or Icinga',
      command: "<%= config.bin %> groups lag 'billing-*' --crit 5m --nagios",
    },
    {
      description: 'Groups that have stopped: something is unread, and nothing was committed for ten minutes',
      command: '<%= config.bin %> groups lag --stuck 10m',
    },
    {
      description: 'Rates and the time until nothing is unread',
      command: '<%= config.bin %> groups lag billing --sample 5s',
    },
  ]
  static override args = {
    group: checked()({
      description: 'names, patterns or /regular expressions/ (default: all groups)',
      multiple: true,
    }),
  }
  static override exclusions = lagExclusions
  static override flags = {
    ...selectionFlags,
    topic: selectors({summary: 'only these topics, or patterns (orders-*); a named group without them is not OK'}),
    ...byFlag('group', 'what a row stands for, and what is compared with the limits'),
    age: boolean({
      allowNo: true,
      summary: 'read the ages; the default if groups are named or a limit is a duration',
    }),
    sample: duration({summary: 'look twice, this far apart, to show rates and the time until nothing is unread'}),
    verbose: boolean({
      summary: 'more columns: log start, leader epoch, metadata, member ids, time of the oldest unread record',
    }),
    ...limitFlags,
    ...formatFlags,
    ...reportFlags,
  }

  async run(): Promise<number> {
    try {
      return await withSmallNursery(() => this.#check())
    } catch (error) {
      if (error instanceof Interrupted || !(await this.#asksForNagios())) throw error
      // A monitoring system would take exit code 2 for critical, and an empty output would tell it nothing.
      const {nagiosCode, nagiosFailure} = await import('../../lib/views/lag/nagios.ts')
      this.io.foreignCodes = true
      this.io.out(nagiosFailure((error as Error).message))
      return nagiosCode.unknown
    }
  }

  /** Also finds the flag on a command line with other mistakes. */
  async #asksForNagios(): Promise<boolean> {
    const tolerant = {flags: anyFormatFlags, strict: false, '--': false}
    return this.parse(tolerant).then(
      ({flags: {format, nagios}}) => nagios || (format ?? []).includes('nagios'),
      () => false,
    )
  }

  async #check(): Promise<number> {
    const {flags, args} = await this.parse(GroupsLag)
    const rules = gateRules(flags)
    const format = formatOf(flags)
    const printReport = this.#reportPrinter(flags.by, flags)
    const selectors = (args.group ?? ['*']).map(nameSelector)
    const withAges =
      flags.age ??
      (limitsAge(rules) || namesAge(flags) || (args.group !== undefined && selectors.every((each) => 'name' in each)))

    const cluster = await this.connect(flags)
    const progress = progressLine(this.io)
    const onProgress = (text: string) => progress.show(() => text)
    const {selected, listed, brokerErrors} = (await groupsToRead(cluster, selectors)).open(this.failures)
    const why = selected.names.length === 0 && brokerErrors.length === 0 ? await whyEmpty(cluster, 'groups') : undefined
    if (why !== undefined) await this.note(why)
    const look = async (): Promise<Look> => {
      const agesAt = withAges ? this.io.now() : undefined
      const found = await groupLag(cluster, selected.names, {...lagOptions(flags), listed, agesAt, onProgress})
      const lags = found.open(this.failures)
      // A pattern together with --topic selects the groups that read the topic.
      const groups = flags.topic
        ? lags.groups.filter(({groupId, partitions}) => partitions.length > 0 || selected.named.has(groupId))
        : lags.groups
      return {at: this.io.now(), lags: {...lags, groups, brokerErrors}}
    }
    const first = flags.sample === undefined ? undefined : remembered(await look())
    if (flags.sample !== undefined) {
      onProgress(`looking again in ${durationText(flags.sample)}`)
      await pause(this.io, flags.sample)
    }
    const {at, lags} = await look()
    progress.clear()
    const earlier: EarlierLook | undefined = first && {positions: first.positions, elapsedMs: at - first.at}

    const stuck =
      flags.stuck === undefined
        ? undefined
        : await this.#stuck(cluster, {at, lags}, first, {
            ...lagOptions(flags),
            stuckMs: flags.stuck,
            file: flags['stuck-file'],
          })
    // Each failure is a finding, in every format.
    this.failures.told()
    const result = judgeLag(lags, selected, rules, stuck)

    if (format === 'nagios') {
      const {nagiosCode, nagiosText} = await import('../../lib/views/lag/nagios.ts')
      this.io.foreignCodes = true
      this.io.out(nagiosText(result, lags, rules))
      return nagiosCode[result.status]
    }
    if (format === 'openmetrics') {
      const {metricsPieces} = await import('../../lib/views/lag/open-metrics.ts')
      for (const piece of metricsPieces(lags, {up: true}, 'openMetrics')) this.io.out(piece)
    } else await printReport(result, lags, earlier)
    await this.#printFindings(result.findings)
    // Without --allow-uncommitted, a partition without a committed offset is a finding.
    const noted = {why: args.group !== undefined && flags.output === 'table', uncommitted: flags['allow-uncommitted']}
    for (const note of await lagNotes(cluster, lags, noted)) await this.note(note)
    return codes[result.status]
  }

  /** Compares with the first look of --sample if that is long enough ago, otherwise with an earlier run's file. */
  async #stuck(
    cluster: Cluster,
    {at, lags}: Look,
    first: FirstLook | undefined,
    {stuckMs, file, isolation}: StuckOptions,
  ): Promise<StuckReport> {
    const options = {now: at, stuckMs, isolation}
    if (first && at - first.at >= stuckMs) return lookForStuck(cluster, lags.groups, first.seen, options)
    const ofCluster = async () => stateFile(this.io.env, 'lag', `${(await cluster.clusterId()) ?? 'unknown'}.json`)
    const path = file ?? (await ofCluster())
    const report = await lookForStuck(cluster, lags.groups, (await readState<SeenCommits>(path)) ?? {}, options)
    await writeState(path, report.seen)
    return report
  }

  /** Checks the output flags before any request is sent. Returns the function that prints the report. */
  #reportPrinter(by: LimitedBy, flags: ReportFlagValues & {readonly verbose: boolean}) {
    const wide = flags.verbose
    if (by === 'partition') {
      const print = this.printer<Output, PartitionRow>(flags, partitionColumns, 'group')
      return ({status, findings}: GateResult, lags: GroupLags, earlier: EarlierLook | undefined) => {
        const rows = partitionRows(lags.groups, {findings, earlier})
        return print(reportOf({status, findings}, rows, lags, wide))
      }
    }
    const print = this.printer<Output, SumRow>(flags, sumColumns, 'group')
    return ({status, findings}: GateResult, lags: GroupLags, earlier: EarlierLook | undefined) => {
      const rows = sumRows(lags.groups, by, {findings, earlier})
      return print(reportOf({status, findings}, rows, lags, wide))
    }
  }

  async #printFindings(findings: readonly LagFinding[]): Promise<void> {
    const {bad, warn} = await this.colours('stderr')
    for (const finding of findings.slice(0, mostPrinted)) {
      const paint = finding.status === 'critical' ? bad : warn
      this.io.err(`${paint(`kafkit: ${finding.status}:`)} ${findingText(finding)}\n`)
    }
    if (findings.length > mostPrinted)
      await this.note(`and ${findings.length - mostPrinted} more; --output json has all of them`)
    const advice = this.adviceOn(findings.map((finding) => ('error' in finding ? finding.error : null)))
    if (advice !== undefined) await this.note(advice)
  }
}

/** The document is made only for formats that need it. */
const reportOf = <R extends PartitionRow | SumRow>(
  result: GateResult,
  rows: readonly R[],
  lags: GroupLags,
  wide: boolean,
): Report<Output, R> => ({
  get value() {
    return lagReport(result, rows, lags)
  },
  rows,
  wide,
})

const mostPrinted = 50

interface StuckOptions extends Pick<GroupLagOptions, 'isolation'> {
  readonly stuckMs: number
  /** Undefined: one file for each cluster. */
  readonly file: string | undefined
}

/** Whether a column of the ages is named, which requests them. */
const namesAge = ({columns = [], sort = []}: ReportFlagValues) =>
  [...columns, ...sort].some((name) => /^-?(age|unread)/i.test(name))

const codes: Readonly<Record<LagStatus, number>> = {
  ok: exitCode.done,
  warning: exitCode.exceeded,
  critical: exitCode.exceeded,
  unknown: exitCode.failed,
}
