import {boolean, option, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {exitCode, interruptedCode} from '../../lib/cli/exit.ts'
import {duration, integer} from '../../lib/cli/flags.ts'
import {noFieldsNotice} from '../../lib/command-parts/consume/ending.ts'
import {formatFrom, outputFlags} from '../../lib/command-parts/consume/output.ts'
import {timeFlags} from '../../lib/command-parts/consume/times.ts'
import {topicsFrom} from '../../lib/command-parts/consume/topics.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import type {JsonRecord} from '../../lib/records/formats/json-format.ts'
import type {ShareConsumed} from '../../lib/records/share/consume-share.ts'
import {counted} from '../../lib/text/plural.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {memberNotice} from '../../lib/views/records/member-notice.ts'

/** A line of --output json. */
export type Row = JsonRecord

/** --counts is left out: the members of a group share partitions, so counts per partition say nothing. */
const {counts: _, ...printing} = outputFlags

/** Records were printed, but may be delivered again. */
class NotConfirmed extends ExpectedError {
  override readonly name = 'NotConfirmed'
}

export default class ShareConsume extends ChangingCommand {
  static override summary = 'print records of a share group, and accept, release or reject each'
  static override description =
    'Reads as a member of a share group (KIP-932, Kafka 4.1), whose members share partitions record by record. A record is accepted only after it was written to standard output; with --release the group delivers it again, to any member, until its limit of deliveries is reached; with --reject it is never delivered again. While the output is blocked the locks of what was fetched are prolonged (Kafka 4.2). With --max-messages no more is acquired than is printed (Kafka 4.2). Where a new group begins is a config of the group: kafkit configs set group/GROUP share.auto.offset.reset=earliest. Records that were printed and whose acknowledgement was not confirmed are an error: the group may deliver them again.'
  static override examples = [
    {
      description: 'Take ten records from the queue',
      command: '<%= config.bin %> share consume orders --group billing --max-messages 10',
    },
    {
      description: 'Take all records, print how often each was delivered, and stop when no more come',
      command: '<%= config.bin %> share consume orders --group billing --idle 5s --print-delivery',
    },
    {
      description: 'Give up a record that no consumer can process',
      command: '<%= config.bin %> share consume orders --group billing --reject --max-messages 1 --output json',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: 'names of topics to read, patterns (orders-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override exclusions = [['accept', 'release', 'reject']]
  static override flags = {
    group: string({char: 'g', helpValue: 'GROUP', required: true, summary: 'the share group'}),
    accept: boolean({summary: 'accept each record after it was written (the default)'}),
    release: boolean({summary: 'release each record after it was written: the group delivers it again'}),
    reject: boolean({summary: 'reject each record after it was written: the group never delivers it again'}),
    'max-messages': integer({char: 'n', min: 0, summary: 'stop after N records'}),
    idle: duration({
      summary: 'stop when no record has arrived for this long, not counting time in which brokers are away',
    }),
    'max-records': integer({
      min: 1,
      max: 10_000,
      summary: 'acquire at most about N records with one fetch (default: 500)',
    }),
    rack: string({helpValue: 'RACK', summary: 'the rack of this member (client.rack)'}),
    'print-delivery': boolean({helpGroup: 'OUTPUT', summary: 'print how often the record was delivered too'}),
    'on-corrupt': option({
      options: ['release', 'reject'] as const,
      default: 'release' as const,
      summary:
        'what to do with the records of a damaged batch, which ends the run: release them to other members, or reject them for good',
    })(),
    ...timeFlags,
    ...printing,
  }

  protected override readonly client = 'consumer'

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ShareConsume)
    const {io} = this
    const topics = topicsFrom(args.topic, {} as Parameters<typeof topicsFrom>[1], this.commandLine)
    const [{recordOutput}, format, {consumeShare}, {faint}] = await Promise.all([
      import('../../lib/records/record-output.ts'),
      formatFrom({...flags, counts: false}, io, {delivery: flags['print-delivery']}),
      import('../../lib/records/share/consume-share.ts'),
      this.colours('stderr'),
    ])
    const onNotice = (text: string) => {
      if (!flags.quiet) io.err(`${faint(`kafkit: ${text}`)}\n`)
    }
    const verdict = flags.release ? 'release' : flags.reject ? 'reject' : 'accept'
    const most = flags['max-messages']
    const cluster = await this.connectToChange(flags, {
      changes: `${verdict} records as a member of share group ${flags.group}`,
      graceful: true,
    })
    const consumed = await consumeShare(cluster, {
      groupId: flags.group,
      topics,
      rackId: flags.rack,
      format: format.format,
      output: recordOutput(io),
      verdict,
      onCorrupt: flags['on-corrupt'],
      maxRecords: most,
      idleMs: flags.idle,
      // Limits in whole batches would acquire more records than are printed, and each of those would count as
      // delivered once.
      limits: {
        maxRecords: flags['max-records'] ?? 500,
        acquire: most === undefined ? 'batches' : 'records',
      },
      signal: io.interrupted,
      onNotice,
      onEvent: (event) => {
        const notice = memberNotice(event, flags.group)
        if (notice !== undefined) onNotice(notice)
      },
    })
    this.achieved({records: consumed.records, acknowledged: consumed.acknowledged, verdict})
    for (const text of noFieldsNotice(format)) onNotice(text)
    onNotice(`${counted(consumed.records, 'record')}, ${consumed.acknowledged} ${done[verdict]}`)
    await this.reportFailures(unconfirmedOf(consumed))
    if (consumed.stoppedBy === 'signal') return interruptedCode(io)
    return consumed.unconfirmed.length > 0 ? exitCode.failed : exitCode.done
  }
}

const done = {accept: 'accepted', release: 'released', reject: 'rejected'}

/** One sentence per partition and reason. */
function unconfirmedOf({unconfirmed}: ShareConsumed): Error[] {
  const same = Map.groupBy(unconfirmed, ({topic, partition, error}) => `${topic}-${partition}: ${error.message}`)
  return [...same].map(([what, some]) => {
    const records = some.reduce((sum, each) => sum + each.records, 0)
    return new NotConfirmed(`${counted(records, 'record')} may be delivered again: ${what}`)
  })
}
