import {boolean, custom} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {fromPairs, integer, pairs} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import {listed} from '../../lib/text/listed.ts'
import {createTopics, type CreateTopicOutcome} from '../../lib/topics/create.ts'
import {parseReplicaAssignment} from '../../lib/topics/replica-assignment.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /** `validated`: --dry-run, it would have been created; `exists`: it was there already (--if-not-exists). */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  /** Null where the broker does not say what it chose. */
  partitions: {value: (each) => ('partitionCount' in each ? each.partitionCount : null), align: 'right'},
  replicas: {value: (each) => ('replicationFactor' in each ? each.replicationFactor : null), align: 'right'},
  topicId: {value: (each) => ('topicId' in each ? each.topicId : null), wide: true},
  error: {value: (each) => ('error' in each ? each.error.message : null), filled: true},
} satisfies Columns<CreateTopicOutcome>

export type Output = readonly CreateTopicOutcome[]
export type Row = RowOf<typeof columns>

export default class TopicsCreate extends ChangingCommand {
  static override summary = 'create topics'
  static override description =
    'Partitions and replicas that are not given are what the brokers have as defaults (num.partitions, default.replication.factor).'
  static override examples = [
    '<%= config.bin %> topics create orders --partitions 12 --replication-factor 3',
    {
      description: 'Compacted, and kept in sync by two replicas at least',
      command:
        '<%= config.bin %> topics create customers --partitions 6 --config cleanup.policy=compact --config min.insync.replicas=2',
    },
    {
      description: 'Two partitions on chosen brokers, the first of each being the preferred leader',
      command: '<%= config.bin %> topics create audit --replica-assignment 1:2,2:3',
    },
    {
      description: 'Only ask whether it would work',
      command: '<%= config.bin %> topics create orders --partitions 12 --dry-run',
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({
      description: 'names of the topics, all made alike',
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    partitions: integer({min: 1, max: 2 ** 31 - 1, summary: 'number of partitions', exclusive: ['replica-assignment']}),
    'replication-factor': integer({
      min: 1,
      max: 32_767,
      summary: 'replicas of each partition',
      exclusive: ['replica-assignment'],
    }),
    'replica-assignment': custom<number[][]>({
      helpValue: '1:2,2:3',
      summary: "brokers of each partition instead of numbers: partitions by commas, a partition's brokers by colons",
      parse: async (text) => parseReplicaAssignment(text),
    })(),
    config: pairs({summary: 'a config of the topic, such as retention.ms=86400000; repeat for more'}),
    'if-not-exists': boolean({summary: 'leave a topic that exists already as it is, and call that success'}),
    'dry-run': boolean({summary: 'let the brokers check it all, and create nothing'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsCreate)
    const configs = fromPairs('config', flags.config)
    const print = this.printer<Output, CreateTopicOutcome>(flags, columns, 'topic')
    const topics = [...new Set(args.topic)].map((name) => ({
      name,
      partitions: flags.partitions,
      replicationFactor: flags['replication-factor'],
      assignments: flags['replica-assignment'],
      configs,
    }))
    const cluster = await this.connectToChange(flags, {
      changes: flags['dry-run'] ? undefined : `create ${listed([...new Set(args.topic)], 'and')}`,
      plan: {topics},
    })
    const outcomes = await createTopics(cluster, {
      topics,
      ifNotExists: flags['if-not-exists'],
      validateOnly: flags['dry-run'],
    })
    await print({
      value: outcomes,
      rows: outcomes,
      people: async () => {
        for (const outcome of outcomes) await this.#print(outcome)
      },
    })
    return this.reportFailures(outcomes.flatMap((each) => (each.status === 'failed' ? [each.error] : [])))
  }

  async #print(outcome: CreateTopicOutcome): Promise<void> {
    if (outcome.status === 'failed') return
    const {name, good, faint} = await this.colours()
    const topic = name(outcome.name)
    if (outcome.status === 'exists') return this.io.out(`${topic} exists already\n`)
    const {partitionCount, replicationFactor} = outcome
    const done = outcome.status === 'created' ? good('created') : 'would be created'
    // Brokers before Kafka 2.4 do not say what they chose.
    const chosen =
      partitionCount === null || replicationFactor === null
        ? ''
        : faint(` with ${counted(partitionCount, 'partition')}, ${counted(replicationFactor, 'replica')} each`)
    this.io.out(`${topic} ${done}${chosen}\n`)
  }
}
