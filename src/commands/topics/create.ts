import {boolean, custom} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {fromPairs, integer} from '../../lib/cli/flags.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {checkTopicConfigs, configPairs, unknownTopicConfigs} from '../../lib/command-parts/topics/config-flag.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {listed} from '../../lib/text/listed.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import type {KafkaError} from '../../lib/cluster/errors.ts'
import {movesUnknownText} from '../../lib/command-parts/topics/moves-unknown.ts'
import {quotaWait} from '../../lib/command-parts/topics/quota-wait.ts'
import {valueWithMeaning} from '../../lib/configs/config-units.ts'
import type {TopicDifference} from '../../lib/topics/compare-wanted.ts'
import {ensureTopics, type Ensured, type EnsuredTopic, type ExistingTopic} from '../../lib/topics/ensure.ts'
import {parseReplicaAssignment} from '../../lib/topics/replica-assignment.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /**
   * `validated`: dry run, the topic would be created; `exists`: it existed already; `altered`: it existed and was
   * changed (--or-alter); `alterable`: it would be changed.
   */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  /** Null if the broker does not report the number. */
  partitions: {value: (each) => ('partitionCount' in each ? each.partitionCount : null), align: 'right'},
  replicas: {value: (each) => ('replicationFactor' in each ? each.replicationFactor : null), align: 'right'},
  topicId: {value: (each) => ('topicId' in each ? each.topicId : null), wide: true},
  /**
   * What differs from the request if the topic existed: names of configs, partitions, replicationFactor, assignment.
   */
  differs: {
    value: (each) => ('differences' in each ? (each.differences?.map(({property}) => property) ?? null) : []),
    filled: true,
  },
  error: {value: (each) => ('error' in each ? each.error.message : null), filled: true},
} satisfies Columns<EnsuredTopic>

export type Output = readonly EnsuredTopic[]
export type Row = RowOf<typeof columns>

export default class TopicsCreate extends ChangingCommand {
  static override summary = 'create topics'
  static override description =
    'Without --partitions or --replication-factor, the brokers use their defaults (num.partitions, default.replication.factor).'
  static override examples = [
    '<%= config.bin %> topics create orders --partitions 12 --replication-factor 3',
    {
      description: 'A compacted topic that requires two replicas in sync',
      command:
        '<%= config.bin %> topics create customers --partitions 6 --config cleanup.policy=compact --config min.insync.replicas=2 --config segment.ms=1d',
    },
    {
      description: 'Two partitions on chosen brokers; the first broker of each is the preferred leader',
      command: '<%= config.bin %> topics create audit --replica-assignment 1:2,2:3',
    },
    {
      description: 'In a script that may run repeatedly: create the topic, or change it to this',
      command: '<%= config.bin %> topics create orders --partitions 12 --config retention.ms=7d --or-alter',
    },
    {
      description: 'Check whether the topic could be created',
      command: '<%= config.bin %> topics create orders --partitions 12 --dry-run',
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({
      description: 'names of the topics, all created with the same settings',
      multiple: true,
      required: true,
    }),
  }
  static override exclusions = [
    ['partitions', 'replica-assignment'],
    ['replication-factor', 'replica-assignment'],
    ['exact', 'or-alter'],
  ]
  static override flags = {
    partitions: integer({min: 1, max: 2 ** 31 - 1, summary: 'number of partitions'}),
    'replication-factor': integer({
      min: 1,
      max: 32_767,
      summary: 'number of replicas of each partition',
    }),
    'replica-assignment': custom<number[][]>({
      helpValue: '1:2,2:3',
      summary: 'broker ids of each partition instead of numbers: commas separate partitions, colons separate brokers',
      parse: async (text) => parseReplicaAssignment(text),
    })(),
    config: configPairs({summary: 'a topic config, such as retention.ms=7d or segment.bytes=512MiB; repeatable'}),
    'if-not-exists': boolean({summary: 'ignore topics that already exist, and report how they differ'}),
    exact: boolean({
      summary: 'exit with 3 if a topic exists and differs from the request; implies --if-not-exists',
    }),
    'or-alter': boolean({
      summary: 'if a topic exists and differs, add partitions and set configs; implies --if-not-exists',
    }),
    wait: boolean({
      allowNo: true,
      default: true,
      summary: 'wait until every broker knows the topics with their leaders, within --timeout',
    }),
    'dry-run': boolean({summary: 'let the brokers validate the request without creating anything'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsCreate)
    const configs = fromPairs('config', flags.config)
    const print = this.printer<Output, EnsuredTopic>(flags, columns, 'topic')
    const topics = [...new Set(args.topic)].map((name) => ({
      name,
      partitions: flags.partitions,
      replicationFactor: flags['replication-factor'],
      assignments: flags['replica-assignment'],
      configs,
    }))
    const existing = flags['or-alter'] ? 'alter' : flags.exact || flags['if-not-exists'] ? 'compare' : 'fail'
    const create = async (cluster: Cluster, validateOnly: boolean) => {
      const progress = progressLine(this.io)
      try {
        return await ensureTopics(cluster, {
          topics,
          existing,
          validateOnly,
          wait: flags.wait,
          signal: this.io.interrupted,
          onQuota: quotaWait(progress, (text) => void this.note(text)),
          onProgress: (verb, done) =>
            progress.show(() => `${grouped(done)} of ${grouped(topics.length)} topics ${verb}`),
        })
      } finally {
        progress.clear()
      }
    }
    const show = (outcomes: Output) =>
      print({
        value: outcomes,
        rows: outcomes,
        people: async () => {
          for (const outcome of outcomes) await this.#print(outcome)
        },
      })
    let hints: readonly string[] = []
    let found: Output = []
    let movesUnknown: KafkaError | null = null
    const checkNames = async (cluster: Cluster, {outcomes, movesUnknown: why}: Omit<Ensured, 'late'>) => {
      found = outcomes
      movesUnknown = why
      if (failuresOf(outcomes).length > 0) hints = await unknownTopicConfigs(cluster, Object.keys(configs), undefined)
    }
    const code = await this.carryOut(flags, {
      changes: `create ${listed([...new Set(args.topic)], 'and')}`,
      request: {topics},
      plan: async (cluster) => {
        await checkTopicConfigs(cluster, Object.keys(configs), undefined)
        // Brokers validate a creation anyway, so a separate validation is requested only by a dry run.
        const dry = flags['dry-run'] ? await create(cluster, true) : {outcomes: [], movesUnknown: null}
        await checkNames(cluster, dry)
        const checked = dry.outcomes
        return {checked, problems: failuresOf(checked), audited: undefined}
      },
      show: async ({checked}, as) => {
        if (as === 'result') await show(checked)
      },
      execute: async (cluster) => {
        const done = await create(cluster, false)
        await checkNames(cluster, done)
        return done
      },
      report: ({outcomes}) => show(outcomes),
      failures: ({outcomes, late}) => [...failuresOf(outcomes), ...late],
      notes: {unchanged: 'nothing was created'},
    })
    for (const text of hints) await this.note(text)
    const asIs = found.flatMap((each) => (each.status === 'exists' ? [each] : []))
    const grown = found.flatMap((each) => (grows(each) ? [each.name] : []))
    if (grown.length > 0)
      await this.warning(
        `adding partitions sends records with a key to different partitions than before: ${listed(grown, 'and')}`,
      )
    await this.#warn(
      asIs,
      found.some(({status}) => status === 'alterable' || status === 'altered'),
    )
    if (movesUnknown) await this.warning(movesUnknownText(movesUnknown))
    if (!flags.exact || code !== exitCode.done) return code
    if (asIs.some(({differences}) => differences !== null && differences.length > 0)) return exitCode.exceeded
    return movesUnknown || asIs.some(({unread}) => unread) ? exitCode.failed : exitCode.done
  }

  /** Warns about differences of topics that are not changed. */
  async #warn(topics: readonly ExistingTopic[], altering: boolean): Promise<void> {
    const unlike = topics.filter(({differences}) => differences !== null && differences.length > 0)
    for (const {name, differences} of unlike)
      await this.warning(`${name} differs from the request: ${listed(differencesText(differences ?? []), 'and')}`)
    for (const {name, unread} of topics)
      if (unread) await this.warning(`${name} exists and cannot be compared with the request: ${unread.message}`)
    if (unlike.length > 0 && !altering && unlike.some(({differences}) => differences?.every(({obstacle}) => !obstacle)))
      await this.note('--or-alter changes what can be changed in an existing topic')
  }

  async #print(outcome: EnsuredTopic): Promise<void> {
    if (outcome.status === 'failed') return
    const {name, good, faint} = await this.colours()
    const topic = name(outcome.name)
    if ('differences' in outcome) {
      if (outcome.status === 'exists') return this.io.out(`${topic} already exists\n`)
      const done = outcome.status === 'altered' ? `existed and was ${good('altered')}` : 'exists and would be altered'
      return this.io.out(`${topic} ${done}: ${listed(differencesText(outcome.differences ?? []), 'and')}\n`)
    }
    const {partitionCount, replicationFactor} = outcome
    const done = outcome.status === 'created' ? good('created') : 'would be created'
    // Brokers before Kafka 2.4 do not report these numbers.
    const chosen =
      partitionCount === null || replicationFactor === null
        ? ''
        : faint(` with ${counted(partitionCount, 'partition')}, ${counted(replicationFactor, 'replica')} each`)
    this.io.out(`${topic} ${done}${chosen}\n`)
  }
}

/** `partitions 6 → 12`; config values have a unit if that is easier to read. */
const differencesText = (differences: readonly TopicDifference[]): string[] =>
  differences.map(({property, wanted, found, kind}) => {
    const [from, to] = [found ?? '(none)', wanted].map((value) => valueWithMeaning(property, value))
    return kind === 'inherited' ? `${property} ${to} is inherited, not set on the topic` : `${property} ${from} → ${to}`
  })

const grows = (topic: EnsuredTopic) =>
  (topic.status === 'altered' || topic.status === 'alterable') &&
  topic.differences?.some(({property}) => property === 'partitions') === true
