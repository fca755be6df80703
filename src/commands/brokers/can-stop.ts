import {boolean} from '@oclif/core/flags'
import {canStop, type StoppedPartition, type StopVerdict} from '../../lib/brokers/can-stop.ts'
import {nodeId} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
import {duration, words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {pause} from '../../lib/cli/pause.ts'
import {waitProgress} from '../../lib/cli/wait-progress.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {isTransient, KafkaError} from '../../lib/cluster/errors.ts'
import {roughDuration} from '../../lib/text/duration.ts'
import {isSelected, nameSelector} from '../../lib/text/name-selector.ts'
import {stopText} from '../../lib/views/brokers/stop-text.ts'

const columns = {
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** `offline`: no in-sync replica would remain; `under-min-isr`: writes with acks=all would be refused. */
  effect: {value: ({effect}) => effect, role: ({effect}) => (effect === 'offline' ? 'bad' : 'warn')},
  /** Node ids of the in-sync replicas, by the worst view of all brokers. */
  isr: {value: ({isr}) => isr},
  /** The in-sync replicas that would remain. */
  isrAfter: {value: ({isrAfter}) => isrAfter, text: ({isrAfter}) => isrAfter.join(',') || 'none'},
  /** At most the number of replicas; null if unknown. */
  minInsyncReplicas: {heading: 'MIN-ISR', value: (row) => row.minInsyncReplicas, align: 'right'},
} satisfies Columns<StoppedPartition>

export type Output = StopVerdict
export type Row = RowOf<typeof columns>

/** Time limit of one look: a passing failure is retried with the next look. */
const lookMs = 15_000

export default class BrokersCanStop extends KafkaCommand {
  static override summary = 'tell whether a broker may be stopped now'
  static override description =
    'The gate of a rolling restart. Exit code 0: the broker can be stopped. 3: partitions would go offline or fall below min.insync.replicas, or the controllers would lose their majority; each partition is named. 1: that is unknown, because a broker does not answer or a right is missing; unknown is never yes. Every live broker is asked for its own view, and the worst one counts. --wait looks again until the broker can be stopped.'
  static override examples = [
    '<%= config.bin %> brokers can-stop 3',
    {
      description: 'The next broker of a rolling restart, as soon as the last one has caught up',
      command: '<%= config.bin %> brokers can-stop 3 --wait 10m && systemctl restart kafka',
    },
    {
      description: 'Leave out topics that have one replica on purpose',
      command: "<%= config.bin %> brokers can-stop 3 --ignore 'scratch-*'",
    },
  ]
  static override args = {
    broker: nodeId({description: 'id of the broker', required: true}),
  }
  static override flags = {
    wait: duration({summary: 'look again until the broker can be stopped, for at most this long: 10m'}),
    interval: duration({summary: 'time between looks (default: 2s)', dependsOn: ['wait']}),
    ignore: words({
      helpValue: 'TOPIC,…',
      summary: 'topics that do not matter: names, patterns (scratch-*) or /regular expressions/',
    }),
    quiet: boolean({char: 'q', summary: 'print nothing but failures; the exit code is the answer'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(BrokersCanStop)
    const print = this.printer<Output, StoppedPartition>(flags, columns, 'topic')
    const ignored = (flags.ignore ?? []).map(nameSelector)
    const isIgnored = (topic: string) => isSelected(ignored, topic)
    const startedAt = this.io.now()
    const {wait = 0, interval = 2000} = flags
    const timeout = Math.min(flags.timeout ?? lookMs, Math.max(1000, wait || Infinity))
    const cluster = await this.connect({...flags, timeout})
    const progress = waitProgress(this.io, flags)
    const {broker} = args
    for (;;) {
      const found = await this.#look(cluster, broker, isIgnored, wait > 0)
      const elapsedMs = this.io.now() - startedAt
      const leftMs = wait - elapsedMs
      if (found.verdict === 'yes' || leftMs <= 0) {
        progress.clear()
        return this.#report(found, flags, print, wait > 0 ? elapsedMs : undefined)
      }
      progress.show(`${stopText(found)} (${roughDuration(elapsedMs)})`, elapsedMs)
      await pause(this.io, Math.min(interval, leftMs))
    }
  }

  /** While waiting, an unreachable cluster only makes the answer unknown. */
  async #look(
    cluster: Cluster,
    broker: number,
    isIgnored: (topic: string) => boolean,
    waiting: boolean,
  ): Promise<StopVerdict> {
    try {
      return await canStop(cluster, broker, {isIgnored})
    } catch (error) {
      this.io.interrupted.throwIfAborted()
      if (!waiting || !(isTransient(error) || error instanceof KafkaError)) throw error
      return {broker, verdict: 'unknown', partitions: [], quorum: null, looked: 0, errors: [error]}
    }
  }

  async #report(
    found: StopVerdict,
    flags: FlagValues<typeof BrokersCanStop.flags>,
    print: ReturnType<typeof this.printer<Output, StoppedPartition>>,
    waitedMs: number | undefined,
  ): Promise<number> {
    const {verdict, partitions, errors} = found
    if (!flags.quiet) {
      const isSentence = partitions.length === 0
      const people = isSentence ? () => verdict === 'yes' && this.io.out(`${stopText(found)}\n`) : undefined
      await print({value: found, rows: partitions, people: people && (() => void people())})
    }
    if (verdict === 'yes') return exitCode.done
    const {bad} = await this.colours('stderr')
    const waited = waitedMs === undefined ? '' : `gave up after ${roughDuration(waitedMs)}: `
    this.io.err(`${bad('kafkit:')} ${waited}${stopText(found)}\n`)
    await this.reportFailures(errors)
    return verdict === 'no' ? exitCode.exceeded : exitCode.failed
  }
}
