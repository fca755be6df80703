import {duration, integer} from '../../lib/cli/flags.ts'
import {acksOf, perfFlags, PerfCommand, sendingFlags} from '../../lib/command-parts/perf/perf-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {endToEndRun, leastSize} from '../../lib/perf/e2e-run.ts'
import type {PerfDocument} from '../../lib/perf/measured.ts'

export type Output = PerfDocument

export default class PerfE2e extends PerfCommand {
  static override summary = 'measure how long a record takes from a producer to a consumer'
  static override description =
    'Sends one record at a time, waits until it is read, and prints one JSON document at the end with the percentiles and their histogram. Without --topic it creates a topic and deletes it at the end, also after Ctrl-C. Other records in the topic are ignored. With --compare the exit code is 3 if this run is worse than an earlier one with the same settings.'
  static override examples = [
    '<%= config.bin %> perf e2e',
    {
      description: 'With the replication of an important topic, and a histogram',
      command: '<%= config.bin %> perf e2e --replication-factor 3 --histogram',
    },
  ]
  static override flags = {
    records: integer({char: 'n', min: 1, default: 1000, summary: 'how many records (default: 1000)'}),
    for: duration({summary: 'the maximum duration: 1m'}),
    warmup: integer({
      min: 0,
      default: 10,
      summary: 'number of records at the beginning that are not measured (default: 10)',
    }),
    patience: duration({default: 60_000, summary: 'time limit for one record (default: 1m)'}),
    ...sendingFlags,
    ...perfFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(PerfE2e)
    const {records, for: forMs, warmup, patience, acks, compression, 'record-size': recordSize} = flags
    if (recordSize < leastSize)
      throw new UsageError(`--record-size: each record contains its number, so it needs at least ${leastSize} bytes`)
    return this.perform(flags, {
      kind: 'e2e',
      settings: {records, forMs: forMs ?? null, warmup, recordSize, acks, compression},
      paced: true,
      sends: true,
      measure: (cluster, topic) =>
        endToEndRun(cluster, {
          topic,
          records: records + warmup,
          forMs,
          warmup,
          recordSize,
          patienceMs: patience,
          producer: {acks: acksOf(acks), compression},
          signal: this.io.interrupted,
          onNotice: (text) => this.io.err(`kafkit: ${text}\n`),
          onProgress: this.reporter(flags),
        }),
    })
  }
}
