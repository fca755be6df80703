import {duration, integer} from '../../lib/cli/flags.ts'
import {perfFlags, PerfCommand, sendingFlags} from '../../lib/command-parts/perf/perf-command.ts'
import type {PerfDocument} from '../../lib/perf/measured.ts'
import {deleteOwnGroup, ownGroupName, shareRun} from '../../lib/perf/share-run.ts'

export type Output = PerfDocument

export default class PerfShare extends PerfCommand {
  static override summary = 'measure how fast a share group delivers records'
  static override description =
    'Reads a topic from its beginning as the only member of a new share group, accepts every record, and prints one JSON document at the end; latencies are from the arrival of a record to the confirmation that it was accepted. The group is deleted at the end. Without --topic it first creates and fills a topic, which is deleted, too, also after Ctrl-C. With --compare the exit code is 3 if this run is worse than an earlier one with the same settings. Needs Kafka 4.2.'
  static override examples = [
    {description: 'With a new topic', command: '<%= config.bin %> perf share -n 200000 > before.json'},
    {description: 'With an existing topic', command: '<%= config.bin %> perf share --topic orders'},
  ]
  static override flags = {
    records: integer({char: 'n', min: 1, summary: 'maximum number of records (default: 100000; with --topic, all)'}),
    patience: duration({default: 10_000, summary: 'stop when no record has arrived for this long (default: 10s)'}),
    ...sendingFlags,
    ...perfFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(PerfShare)
    const {compression, patience, 'record-size': recordSize} = flags
    const own = flags.topic === undefined
    const records = flags.records ?? (own ? 100_000 : undefined)
    const signal = this.io.interrupted
    const onNotice = (text: string) => this.io.err(`kafkit: ${text}\n`)
    const groupId = ownGroupName()
    return this.perform(flags, {
      kind: 'share',
      settings: {
        records: records ?? null,
        topic: flags.topic ?? null,
        ...(own ? {recordSize, compression} : {}),
      },
      sends: false,
      changes: `create share group ${groupId} for a measurement`,
      measure: async (cluster, topic) => {
        if (own) {
          const unfilled = await this.fill(cluster, topic, {flags, records})
          if (unfilled) return unfilled
        }
        const onProgress = this.reporter(flags)
        try {
          return await shareRun(cluster, {topic, groupId, records, patienceMs: patience, signal, onNotice, onProgress})
        } finally {
          const left = await deleteOwnGroup(cluster, groupId)
          if (left) {
            this.failures.take([left])
            await this.warning(`share group ${groupId} may still exist: delete it with kafkit share delete ${groupId}`)
          }
        }
      },
    })
  }
}
