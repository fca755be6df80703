import {duration, integer} from '../../lib/cli/flags.ts'
import {acksOf, perfFlags, PerfCommand, sendingFlags} from '../../lib/command-parts/perf/perf-command.ts'
import type {PerfDocument} from '../../lib/perf/measured.ts'
import {produceRun} from '../../lib/perf/produce-run.ts'

export type Output = PerfDocument

export default class PerfProduce extends PerfCommand {
  static override summary = 'measure how fast records can be sent, and how long each takes'
  static override description =
    'Sends records of random letters as fast as they are taken, or at --rate, and prints one JSON document at the end: rates, percentiles of the time from the call that takes a record to its acknowledgement, and their histogram. Without --topic it creates a topic and deletes it at the end, also after Ctrl-C. With --compare the exit code is 3 if this run is worse than an earlier one with the same settings.'
  static override examples = [
    {description: 'A hundred thousand records of 1000 bytes', command: '<%= config.bin %> perf produce > before.json'},
    {
      description: 'The same after an upgrade: 3 if it is more than 10 percent worse',
      command: '<%= config.bin %> perf produce --compare before.json',
    },
    {
      description: 'Latencies at a given rate, without the first seconds',
      command: '<%= config.bin %> perf produce --rate 5000 --for 1m --warmup 20000 --partitions 6 --histogram',
    },
  ]
  static override flags = {
    records: integer({char: 'n', min: 1, summary: 'how many records (default: 100000, without a limit with --for)'}),
    for: duration({summary: 'the maximum duration: 1m'}),
    warmup: integer({min: 0, default: 0, summary: 'number of records at the beginning that are not measured'}),
    rate: integer({min: 1, summary: 'records per second (default: as fast as possible)'}),
    'linger-ms': integer({min: 0, max: 60_000, default: 5, summary: 'how long a batch waits for more records (default: 5)'}), // prettier-ignore
    ...sendingFlags,
    ...perfFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(PerfProduce)
    const {for: forMs, warmup, rate, acks, compression, 'record-size': recordSize, 'linger-ms': lingerMs} = flags
    const records = flags.records ?? (forMs === undefined ? 100_000 : undefined)
    return this.perform(flags, {
      kind: 'produce',
      settings: {records: records ?? null, forMs: forMs ?? null, warmup, rate: rate ?? null, recordSize, acks, compression, lingerMs}, // prettier-ignore
      paced: rate !== undefined,
      sends: true,
      measure: (cluster, topic) =>
        produceRun(cluster, {
          topic,
          records,
          forMs,
          warmup,
          recordSize,
          recordsPerSecond: rate,
          producer: {acks: acksOf(acks), compression, lingerMs},
          signal: this.io.interrupted,
          onNotice: (text) => this.io.err(`kafkit: ${text}\n`),
          onProgress: this.reporter(flags),
        }),
    })
  }
}
