import {boolean, custom, option, string} from '@oclif/core/flags'
import type {Role} from '../lib/cli/colour.ts'
import type {Exclusion} from '../lib/cli/exclusions.ts'
import type {Columns, RowOf} from '../lib/cli/columns.ts'
import {exitCode} from '../lib/cli/exit.ts'
import type {FlagValues} from '../lib/cli/flag-values.ts'
import {duration, integer, words} from '../lib/cli/flags.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {pause} from '../lib/cli/pause.ts'
import {waitProgress} from '../lib/cli/wait-progress.ts'
import type {Cluster} from '../lib/cluster/cluster.ts'
import {isTransient, KafkaError, UsageError} from '../lib/cluster/errors.ts'
import {readBaseline, readIgnoreFile} from '../lib/command-parts/health/files.ts'
import {stateRoles, verdictOf} from '../lib/command-parts/health/states.ts'
import type {Limits} from '../lib/health/check.ts'
import {gatherFacts, type Facts} from '../lib/health/facts.ts'
import {checkNamed, judgeHealth, parseIgnored, parseLimits, type CheckResult, type Health as Judged, type HealthOptions, type Ignored} from '../lib/health/health.ts' // prettier-ignore
import {roughDuration} from '../lib/text/duration.ts'
import {healthJunit} from '../lib/views/health/junit.ts'
import {healthNagios, healthNagiosCode, healthNagiosFailure} from '../lib/views/health/nagios.ts'
import {healthMetrics} from '../lib/views/health/open-metrics.ts'

const columns = {
  check: {value: ({check}) => check, role: () => 'name'},
  /** `skipped`: not checked. `unknown`: a part could not be checked. */
  state: {
    value: ({state}) => state,
    text: ({state}) => (state === 'skipped' ? 'not checked' : state),
    role: ({state}): Role => stateRoles[state],
  },
  /** How many findings count. */
  found: {value: ({count}) => count, text: (row) => (row.state === 'skipped' ? null : row.count), align: 'right'},
  /** The values from which the check warns, and from which it is critical. */
  limits: {value: ({limits}) => limits},
  ignored: {value: ({ignored}) => ignored, text: ({ignored}) => ignored || null, align: 'right', filled: true},
  /** What was checked, or the reason why it was not. */
  summary: {value: ({summary}) => summary},
} satisfies Columns<CheckResult>

export type Output = Judged
export type Row = RowOf<typeof columns>

export default class Health extends KafkaCommand {
  static override summary = 'check whether all is well with a cluster'
  static override description =
    'Brokers, controllers, partitions, disks, listeners, certificates, clocks, moves, throttles and transactions: each check has an id that never changes. Exit code 0: nothing was found; 3: a finding of --fail-on or worse; 1: something could not be checked, and unknown is never ok. Checks that need two looks are reported as not checked, unless --sample, --wait or --watch is given. Sends each broker the same few requests, however many topics there are. See docs/health.md for all checks.'
  static override examples = [
    '<%= config.bin %> health',
    {
      description: 'After a rolling restart: until all is well',
      command: '<%= config.bin %> health --expect 3 --wait 5m',
    },
    {
      description: 'Only what is new since yesterday',
      command:
        '<%= config.bin %> health --output json > yesterday.json; <%= config.bin %> health --baseline yesterday.json',
    },
    {
      description: 'During an upgrade: findings as they begin and end',
      command: '<%= config.bin %> health --watch --interval 10s',
    },
    {description: 'A plugin for Nagios', command: '<%= config.bin %> health --format nagios --limit disk=85,95'},
  ]
  static override exclusions: readonly Exclusion<FlagValues<typeof Health.flags>>[] = [
    ['wait', 'sample', 'watch'],
    ['watch', 'format'],
    {when: ({format}) => format !== undefined, refuse: ['columns', 'sort'], say: (flag) => `${flag} is for tables and rows, and not for --format`}, // prettier-ignore
  ]
  static override flags = {
    expect: integer({min: 1, summary: 'the expected number of brokers'}),
    check: words({helpValue: 'CHECK,…', summary: 'only these checks'}),
    ignore: custom<Ignored>({
      helpValue: 'CHECK[:SUBJECT]',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'leave out a check, or its findings about a name or pattern (at-min-isr:orders-*); repeatable',
      parse: async (text) => parseIgnored(text),
    })(),
    'ignore-file': string({
      helpValue: 'FILE',
      summary: 'read what to ignore from a file, one per line; # begins a comment',
    }),
    limit: custom<readonly [string, Limits]>({
      helpValue: 'CHECK=WARN[,CRIT]',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'change the limits of a check: disk=85,95; repeatable',
      parse: async (text) => parseLimits(text),
    })(),
    baseline: string({helpValue: 'FILE', summary: 'ignore findings that an earlier --output json has already'}),
    'fail-on': option({
      options: ['warning', 'critical'] as const,
      default: 'warning',
      summary: 'the least severity that makes the exit code 3',
    })(),
    sample: duration({summary: 'look twice, this far apart: 10s'}),
    wait: duration({summary: 'look again until nothing fails, for at most this long: 5m'}),
    watch: boolean({summary: 'print findings as they begin and end, until Ctrl-C; -o jsonl for programs'}),
    interval: duration({summary: 'time between looks of --wait and --watch (default: 5s)'}),
    format: option({
      options: ['nagios', 'openmetrics', 'junit'] as const,
      summary: 'print for another program instead; nagios also sets the exit codes of Nagios',
    })(),
    quiet: boolean({char: 'q', summary: 'show no progress while it waits'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(Health)
    const print = this.printer<Output, CheckResult>(flags, columns, 'check')
    const options = await this.#options(flags)
    if (flags.interval !== undefined && flags.wait === undefined && !flags.watch)
      throw new UsageError('--interval is for --wait and --watch')
    if (flags.watch) return this.#watch(flags, options)
    let health: Judged
    try {
      const cluster = await this.connect({...flags, timeout: flags.timeout ?? lookMs})
      health = await this.#healthOf(cluster, flags, options)
    } catch (error) {
      if (flags.format !== 'nagios' || !(isTransient(error) || error instanceof KafkaError)) throw error
      this.io.foreignCodes = true
      this.io.out(healthNagiosFailure(error.message))
      return healthNagiosCode.unknown
    }
    if (flags.format === 'nagios') {
      this.io.foreignCodes = true
      this.io.out(healthNagios(health))
      return healthNagiosCode[health.state]
    }
    if (flags.format === 'openmetrics') this.io.out(healthMetrics(health))
    else if (flags.format === 'junit') this.io.out(healthJunit(health))
    else {
      await print({value: health, rows: health.checks})
      if (flags.output === 'table') await this.#printFindings(health)
    }
    const failed = await this.reportFailures(errorsOf(health))
    return verdictOf(health, flags['fail-on']) === 'fails' ? exitCode.exceeded : failed
  }

  /** Changes are reported as they happen; a cluster that stops answering is one of them. */
  async #watch(flags: Flags, options: HealthOptions): Promise<number> {
    if (flags.output !== 'table' && flags.output !== 'jsonl') throw new UsageError('--watch prints a table or -o jsonl')
    const [{watchHealth}, colours] = await Promise.all([import('../lib/command-parts/health/watch.ts'), this.colours()])
    const cluster = await this.connect({...flags, timeout: flags.timeout ?? lookMs})
    let before: Facts | undefined
    const look = async () => {
      try {
        const facts = await gatherFacts(cluster, {now: this.io.now, signal: this.io.interrupted})
        const health = judgeHealth(facts, {...options, before})
        before = facts
        return health
      } catch (error) {
        this.io.interrupted.throwIfAborted()
        if (isTransient(error) || error instanceof KafkaError) return error as Error
        throw error
      }
    }
    const {interval: intervalMs = 5000, quiet, output} = flags
    return watchHealth(this.io, {look, intervalMs, json: output === 'jsonl', quiet, colours})
  }

  async #options(flags: Flags): Promise<HealthOptions> {
    const file = flags['ignore-file']
    return {
      only: flags.check?.map(checkNamed),
      ignore: [...(flags.ignore ?? []), ...(file === undefined ? [] : await readIgnoreFile(file))],
      baseline: flags.baseline === undefined ? undefined : await readBaseline(flags.baseline),
      limits: new Map(flags.limit ?? []),
      expect: flags.expect,
    }
  }

  async #healthOf(cluster: Cluster, flags: Flags, options: HealthOptions): Promise<Judged> {
    const look = () => gatherFacts(cluster, {now: this.io.now, signal: this.io.interrupted})
    const {sample, wait, interval = 5000} = flags
    let before: Facts | undefined
    if (sample !== undefined) {
      before = await look()
      await pause(this.io, sample)
    }
    if (wait === undefined) return judgeHealth(await look(), {...options, before})
    const startedAt = this.io.now()
    const progress = waitProgress(this.io, flags)
    for (;;) {
      const facts = await look().catch((error: unknown) => {
        this.io.interrupted.throwIfAborted()
        if ((isTransient(error) || error instanceof KafkaError) && this.io.now() - startedAt < wait) return undefined
        throw error
      })
      const health = facts && judgeHealth(facts, {...options, before})
      const elapsedMs = this.io.now() - startedAt
      const leftMs = wait - elapsedMs
      const good = health && verdictOf(health, flags['fail-on']) === 'ok'
      // The first look cannot be compared with an earlier one.
      if (health && ((good && before) || leftMs <= 0)) {
        progress.clear()
        return health
      }
      const bad = health?.checks.filter(({state}) => state !== 'ok' && state !== 'skipped').map(({check}) => check)
      progress.show(`${bad?.join(', ') ?? 'the cluster'} ${bad ? 'not ok' : 'is out of reach'} after ${roughDuration(elapsedMs)}`, elapsedMs) // prettier-ignore
      before = facts ?? before
      await pause(this.io, Math.max(0, Math.min(interval, leftMs)))
    }
  }

  async #printFindings({checks}: Judged): Promise<void> {
    const {bad, warn} = await this.colours('stderr')
    for (const {findings} of checks) {
      for (const {id, severity, text} of findings.slice(0, mostPrinted))
        this.io.err(`${(severity === 'critical' ? bad : warn)(`kafkit: ${severity}:`)} ${id} ${text}\n`)
      if (findings.length > mostPrinted)
        await this.note(`and ${findings.length - mostPrinted} more; --output json has all of them`)
    }
  }
}

/** A refusal may concern several checks, and is reported once. */
const errorsOf = ({checks}: Judged): Error[] => [
  ...new Map(checks.flatMap(({errors}) => errors).map((error) => [error.message, error])).values(),
]

/** A broker that does not answer within this time is a finding, ms. */
const lookMs = 15_000

/** How many findings of each check are printed. */
const mostPrinted = 20

type Flags = FlagValues<typeof Health.baseFlags & typeof Health.flags>
