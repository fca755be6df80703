import {integer} from '../../lib/cli/flags.ts'
import {perfFlags, PerfCommand, sendingFlags} from '../../lib/command-parts/perf/perf-command.ts'
import {consumeRun} from '../../lib/perf/consume-run.ts'
import type {PerfDocument} from '../../lib/perf/measured.ts'

export type Output = PerfDocument

export default class PerfConsume extends PerfCommand {
  static override summary = 'measure how fast records can be read'
  static override description =
    'Reads all partitions of a topic from their beginning, without a group, and prints one JSON document at the end. Without --topic it first creates and fills a topic, and deletes it at the end, also after Ctrl-C. With --compare the exit code is 3 if this run is worse than an earlier one with the same settings.'
  static override examples = [
    {description: 'With a new topic', command: '<%= config.bin %> perf consume -n 200000 > before.json'},
    {description: 'With an existing topic', command: '<%= config.bin %> perf consume --topic orders'},
  ]
  static override flags = {
    records: integer({char: 'n', min: 1, summary: 'maximum number of records (default: 100000; with --topic, all)'}),
    ...sendingFlags,
    ...perfFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(PerfConsume)
    const {compression, 'record-size': recordSize} = flags
    const own = flags.topic === undefined
    const records = flags.records ?? (own ? 100_000 : undefined)
    const signal = this.io.interrupted
    const onNotice = (text: string) => this.io.err(`kafkit: ${text}\n`)
    return this.perform(flags, {
      kind: 'consume',
      settings: {
        records: records ?? null,
        topic: flags.topic ?? null,
        ...(own ? {recordSize, compression} : {}),
      },
      sends: false,
      measure: async (cluster, topic) => {
        if (own) {
          const unfilled = await this.fill(cluster, topic, {flags, records})
          if (unfilled) return unfilled
        }
        return consumeRun(cluster, {topic, records, signal, onNotice, onProgress: this.reporter(flags)})
      },
    })
  }
}
