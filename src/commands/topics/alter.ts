import {boolean, custom} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {fromPairs, integer, pairs, words} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {counted} from '../../lib/text/plural.ts'
import {listed} from '../../lib/text/listed.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {KafkaError, UsageError} from '../../lib/cluster/errors.ts'
import {alterConfigs, type ConfigChanges} from '../../lib/configs/alter.ts'
import {addPartitions, type AddPartitionsOutcome, type MorePartitions} from '../../lib/topics/add-partitions.ts'
import {parseReplicaAssignment} from '../../lib/topics/replica-assignment.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

/** `null` is a part that was not asked for. */
interface Altered {
  readonly name: string
  /** `validated`: the brokers would do it, but --dry-run was said, or another topic was refused. */
  readonly status: 'altered' | 'validated' | 'failed'
  readonly configs: ConfigChanges | null
  readonly partitions: AddPartitionsOutcome | null
  readonly error: KafkaError | null
}

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /** `validated`: the brokers would do it, but --dry-run was said, or another topic was refused. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  /** The new number, null unless it was changed. */
  partitions: {
    value: ({partitions}) => (partitions && partitions.status !== 'failed' ? partitions.count : null),
    align: 'right',
  },
  previousPartitions: {value: ({partitions}) => partitions?.previousCount ?? null, align: 'right'},
  /** Names of the configs that were set, unset, appended to or subtracted from. */
  configs: {value: ({configs}) => configNames(configs)},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<Altered>

const configNames = (changes: ConfigChanges | null): readonly string[] => {
  const {set = {}, unset = [], append = {}, subtract = {}} = changes ?? {}
  return [...Object.keys(set), ...unset, ...Object.keys(append), ...Object.keys(subtract)]
}

export type Output = readonly Altered[]
export type Row = RowOf<typeof columns>

export default class TopicsAlter extends ChangingCommand {
  static override summary = 'add partitions to topics, set and unset their configs'
  static override description =
    'Everything is checked by the brokers for all topics first; if anything is refused, nothing is changed. Partitions cannot be taken away again, and records with a key go to another partition than before when their number changes.'
  static override examples = [
    '<%= config.bin %> topics alter orders --partitions 24',
    {
      description: 'Keep records for a week, and go back to the default of another config',
      command:
        '<%= config.bin %> topics alter orders --config retention.ms=604800000 --delete-config max.message.bytes',
    },
    {
      description: 'Compaction besides deletion',
      command: '<%= config.bin %> topics alter orders --append-config cleanup.policy=compact',
    },
    {
      description: 'Only ask whether it would work',
      command: '<%= config.bin %> topics alter orders --partitions 24 --dry-run',
    },
  ]
  static override args = {
    topic: checked(checkTopicName)({description: 'names of the topics', multiple: true, required: true}),
  }
  static override flags = {
    partitions: integer({min: 1, max: 2 ** 31 - 1, summary: 'new number of partitions, more than now'}),
    'replica-assignment': custom<number[][]>({
      helpValue: '1:2,2:3',
      summary: 'brokers of each added partition: partitions by commas, brokers of one by colons',
      dependsOn: ['partitions'],
      parse: async (text) => parseReplicaAssignment(text),
    })(),
    config: pairs({summary: 'set a config, such as retention.ms=86400000; repeat for more'}),
    'delete-config': words({
      helpValue: 'NAME,…',
      summary: 'unset configs, so that the default counts again',
    }),
    'append-config': pairs({summary: 'add to a config that is a list'}),
    'subtract-config': pairs({summary: 'take out of a config that is a list'}),
    'if-exists': boolean({summary: 'a topic that does not exist is no failure'}),
    'dry-run': boolean({summary: 'let the brokers check it all, and change nothing'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsAlter)
    const print = this.printer<Output, Altered>(flags, columns, 'topic')
    const changes: ConfigChanges = {
      set: fromPairs('config', flags.config),
      unset: flags['delete-config'] ?? [],
      append: fromPairs('append-config', flags['append-config']),
      subtract: fromPairs('subtract-config', flags['subtract-config']),
    }
    const configs = isEmpty(changes) ? null : changes
    const {partitions: count} = flags
    if (!configs && count === undefined) {
      throw new UsageError(
        'nothing to alter: say --partitions, --config or --delete-config (see kafkit topics alter --help)',
      )
    }
    const cluster = await this.connectToChange(flags, {
      changes: flags['dry-run'] ? undefined : `alter ${listed([...new Set(args.topic)], 'and')}`,
      plan: {topics: [...new Set(args.topic)], configs, partitions: count ?? null},
    })
    const names = await existing(cluster, [...new Set(args.topic)], flags['if-exists'])
    const more = count === undefined ? null : {count, assignments: flags['replica-assignment']}
    const checkedFirst = await alterAll(cluster, names, configs, more, true)
    const refused = checkedFirst.some(({error}) => error)
    if (more && !refused && names.length > 0) {
      await this.warning(
        `with more partitions, records with a key go to other partitions than before: order and lookups by key break for ${listed(names, 'and')}`,
      )
    }
    const outcomes = refused || flags['dry-run'] ? checkedFirst : await alterAll(cluster, names, configs, more, false)
    await print({
      value: outcomes,
      rows: outcomes,
      people: async () => {
        if (!refused) for (const outcome of outcomes) await this.#print(outcome, flags['dry-run'])
      },
    })
    const code = await this.reportFailures(outcomes.flatMap(({error}) => error ?? []))
    if (refused && names.length > 1) await this.note('nothing was changed')
    return code
  }

  async #print({name, configs, partitions, error}: Altered, dryRun: boolean): Promise<void> {
    const colours = await this.colours()
    const texts = [
      ...Object.entries(configs?.set ?? {}).map(([config, value]) => `${config}=${value}`),
      ...(configs?.unset ?? []).map((config) => `${config} back to its default`),
      ...Object.entries(configs?.append ?? {}).map(([config, value]) => `${config} with ${value}`),
      ...Object.entries(configs?.subtract ?? {}).map(([config, value]) => `${config} without ${value}`),
      ...(partitions && partitions.status !== 'failed'
        ? [`${counted(partitions.count, 'partition')} (${partitions.previousCount} before)`]
        : []),
    ]
    if (error && !configs) return
    const done = dryRun ? 'would now have' : colours.good('now has')
    this.io.out(`${colours.name(name)} ${done} ${texts.join(', ')}\n`)
  }
}

const isEmpty = ({set = {}, unset = [], append = {}, subtract = {}}: ConfigChanges) =>
  [set, append, subtract].every((each) => Object.keys(each).length === 0) && unset.length === 0

async function existing(cluster: Cluster, names: readonly string[], ifExists: boolean): Promise<string[]> {
  if (!ifExists) return [...names]
  const topics = await cluster.topics(names)
  const unknown = new Set(topics.filter(({errorCode}) => errorCode === 3).map(({name}) => name))
  return names.filter((name) => !unknown.has(name))
}

/** Configs first: they can be set again, partitions cannot be taken away. */
async function alterAll(
  cluster: Cluster,
  names: readonly string[],
  configs: ConfigChanges | null,
  more: Omit<MorePartitions, 'name'> | null,
  validateOnly: boolean,
): Promise<Altered[]> {
  const errors = configs ? await Promise.all(names.map((name) => alterOne(cluster, name, configs, validateOnly))) : []
  const growing = names.filter((_, i) => !errors[i])
  const grown =
    more && growing.length > 0
      ? await addPartitions(
          cluster,
          growing.map((name) => ({name, ...more})),
          {validateOnly},
        )
      : []
  const byName = new Map(grown.map((outcome) => [outcome.name, outcome]))
  return names.map((name, i) => {
    const partitions = byName.get(name) ?? null
    const error = errors[i] ?? (partitions?.status === 'failed' ? partitions.error : null)
    const status = error ? 'failed' : validateOnly ? 'validated' : 'altered'
    return {name, status, configs: errors[i] ? null : configs, partitions, error}
  })
}

async function alterOne(cluster: Cluster, name: string, configs: ConfigChanges, validateOnly: boolean) {
  try {
    await alterConfigs(cluster, {type: 'TOPIC', name}, configs, {validateOnly})
    return null
  } catch (error) {
    if (error instanceof KafkaError) return error
    throw error
  }
}
