import {boolean, custom} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {fromPairs, integer, pairs} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {outputFlags} from '../../lib/cli/kit-command.ts'
import {counted} from '../../lib/cli/text.ts'
import {createTopics, type CreateTopicOutcome} from '../../lib/topics/create.ts'
import {parseReplicaAssignment} from '../../lib/topics/replica-assignment.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

export default class TopicsCreate extends KafkaCommand {
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
    ...outputFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsCreate)
    const configs = fromPairs('config', flags.config)
    const cluster = await this.connect(flags)
    const outcomes = await createTopics(cluster, {
      topics: [...new Set(args.topic)].map((name) => ({
        name,
        partitions: flags.partitions,
        replicationFactor: flags['replication-factor'],
        assignments: flags['replica-assignment'],
        configs,
      })),
      ifNotExists: flags['if-not-exists'],
      validateOnly: flags['dry-run'],
    })
    if (flags.output === 'json') this.printJson(outcomes)
    else for (const outcome of outcomes) await this.#print(outcome)
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
