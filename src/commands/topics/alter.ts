import {boolean, custom} from '@oclif/core/flags'
import {readersOf, topicReaders, type Readers} from '../../lib/activity/topic-readers.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {fromPairs, integer, pairs, words} from '../../lib/cli/flags.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {checkTopicConfigs, configPairs, unknownTopicConfigs} from '../../lib/command-parts/topics/config-flag.ts'
import {counted, grouped} from '../../lib/text/plural.ts'
import {listed} from '../../lib/text/listed.ts'
import {isPattern, nameSelector, type NameSelector} from '../../lib/text/name-selector.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {errorCode} from '../../lib/cluster/error-codes.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import type {ConfigChanges} from '../../lib/configs/alter.ts'
import {quotaWait} from '../../lib/command-parts/topics/quota-wait.ts'
import {alterTopics, existingTopics, type Altered} from '../../lib/topics/alter.ts'
import {selectTopics} from '../../lib/topics/list.ts'
import {parseReplicaAssignment} from '../../lib/topics/replica-assignment.ts'
import {checkTopicSelector} from '../../lib/topics/topic-name.ts'
import {readersSentences} from '../../lib/views/topics/readers.ts'

const columns = {
  topic: {value: ({name}) => name, role: () => 'name'},
  /** `validated`: the brokers would accept it, but this is a dry run, or another topic was refused. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : 'good')},
  /** The new number of partitions; null unless it was changed. */
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

/** `readers`: only for a plan that is shown. */
type Item = Altered & {readonly readers?: Readers}

export type Output = readonly Item[]
export type Row = RowOf<typeof columns>

export default class TopicsAlter extends ChangingCommand {
  static override summary = 'add partitions to topics and change their configs'
  static override description =
    'The brokers validate all changes to all topics first; if any is refused, nothing is changed. The plan also says which groups read the topics. Partitions cannot be removed again, and changing their number sends records with a key to different partitions than before.'
  static override examples = [
    '<%= config.bin %> topics alter orders --partitions 24',
    {
      description: 'Keep records for a week, and reset another config to its default',
      command: '<%= config.bin %> topics alter orders --config retention.ms=7d --delete-config max.message.bytes',
    },
    {
      description: 'The same config in many topics; first shows which topics match',
      command: "<%= config.bin %> topics alter 'orders-*' --config retention.ms=7d",
    },
    {
      description: 'Enable compaction in addition to deletion',
      command: '<%= config.bin %> topics alter orders --append-config cleanup.policy=compact',
    },
    {
      description: 'Check whether the change would be accepted',
      command: '<%= config.bin %> topics alter orders --partitions 24 --dry-run',
    },
  ]
  static override args = {
    topic: checked(checkTopicSelector)({
      description: "names, patterns (orders-*) or /regular expressions/; patterns leave out Kafka's internal topics",
      multiple: true,
      required: true,
    }),
  }
  static override flags = {
    partitions: integer({
      min: 1,
      max: 2 ** 31 - 1,
      summary: 'new total number of partitions; must be higher than the current one',
    }),
    'replica-assignment': custom<number[][]>({
      helpValue: '1:2,2:3',
      summary: 'broker ids of each added partition: commas separate partitions, colons separate brokers',
      dependsOn: ['partitions'],
      parse: async (text) => parseReplicaAssignment(text),
    })(),
    config: configPairs({summary: 'set a config, such as retention.ms=7d or segment.bytes=512MiB; repeatable'}),
    'delete-config': words({
      helpValue: 'NAME,…',
      summary: 'remove configs, so that their defaults apply again',
    }),
    'append-config': pairs({summary: 'append to a config whose value is a list'}),
    'subtract-config': pairs({summary: 'remove from a config whose value is a list'}),
    'if-exists': boolean({summary: 'ignore topics that do not exist'}),
    'dry-run': boolean({summary: 'let the brokers validate the changes without applying them'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsAlter)
    const print = this.printer<Output, Altered>(flags, columns, 'topic')
    const asked: ConfigChanges = {
      set: fromPairs('config', flags.config),
      unset: flags['delete-config'] ?? [],
      append: fromPairs('append-config', flags['append-config']),
      subtract: fromPairs('subtract-config', flags['subtract-config']),
    }
    const configs = isEmpty(asked) ? null : asked
    const {partitions: count} = flags
    if (!configs && count === undefined) {
      throw new UsageError(
        'nothing to alter: use --partitions, --config or --delete-config (see kafkit topics alter --help)',
      )
    }
    const topics = [...new Set(args.topic)]
    const selectors = topics.map(nameSelector)
    const isPatterned = selectors.some(isPattern)
    const more = count === undefined ? null : {count, assignments: flags['replica-assignment']}
    const changes = {configs, partitions: more}
    const show = (outcomes: Output, shown = outcomes) =>
      print({
        value: outcomes,
        rows: outcomes,
        people: async () => {
          for (const outcome of shown) await this.#print(outcome)
        },
      })
    let hints: readonly string[] = []
    const code = await this.carryOut(flags, {
      changes: `alter ${listed(topics, 'and')}`,
      request: {topics, configs, partitions: count ?? null},
      plan: async (cluster) => {
        const {names, missing} = await namesOf(cluster, selectors, flags['if-exists'])
        if (missing.length > 0)
          return {
            names,
            checked: [],
            readers: undefined,
            problems: missing,
            othersSpared: names.length > 0,
            audited: undefined,
          }
        await checkTopicConfigs(cluster, configNames(configs), names[0])
        const checked = await alterTopics(cluster, names, changes, {validateOnly: true})
        const problems = checked.flatMap(({error}) => error ?? [])
        if (problems.length > 0) hints = await unknownTopicConfigs(cluster, configNames(configs), names[0])
        const audited = isPatterned ? {topics: names, configs, partitions: count ?? null} : undefined
        const shown = problems.length === 0 && (flags['dry-run'] || (isPatterned && !flags.yes))
        const readers = shown ? await topicReaders(cluster, names) : undefined
        return {names, checked, readers, problems, empty: names.length === 0, othersSpared: names.length > 1, audited}
      },
      show: async ({names, checked, readers, problems, empty = false}, as) => {
        if (more && problems.length === 0 && !empty) {
          await this.warning(
            `adding partitions sends records with a key to different partitions than before, which breaks ordering and lookups by key for ${listed(names, 'and')}`,
          )
        }
        const items = readers ? checked.map((each) => ({...each, readers: readersOf(readers, each.name)})) : checked
        if (as === 'result') await show(items, problems.length > 0 ? [] : items)
        else if (isPatterned && !flags.yes) for (const name of names) await this.note(`${name} would be altered`)
        if (readers) for (const text of readersSentences(readers, names)) await this.note(text)
      },
      // Named topics need no question; topics that a pattern selects are shown first.
      question: isPatterned ? ({names}) => `Alter ${counted(names.length, 'topic')}` : undefined,
      execute: (cluster, {names}) => {
        const progress = progressLine(this.io)
        const onProgress = (done: number) => progress.show(() => `${grouped(done)} of ${grouped(names.length)} topics`)
        const onQuota = quotaWait(progress, (text) => void this.note(text))
        const signal = this.io.interrupted
        return alterTopics(cluster, names, changes, {validateOnly: false, onProgress, onQuota, signal}).finally(() =>
          progress.clear(),
        )
      },
      report: (outcomes) => show(outcomes),
      failures: (outcomes) => outcomes.flatMap(({error}) => error ?? []),
      notes: {unchanged: 'nothing was changed'},
    })
    for (const text of hints) await this.note(text)
    return code
  }

  async #print({name, status, configs, partitions, error}: Altered): Promise<void> {
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
    const done = status === 'validated' ? 'would now have' : colours.good('now has')
    this.io.out(`${colours.name(name)} ${done} ${texts.join(', ')}\n`)
  }
}

/**
 * UNKNOWN_TOPIC_OR_PARTITION for patterns that match nothing. For names, the brokers report it when they validate the
 * change.
 */
async function namesOf(
  cluster: Cluster,
  selectors: readonly NameSelector[],
  ifExists: boolean,
): Promise<{names: readonly string[]; missing: readonly Error[]}> {
  if (!selectors.some(isPattern)) {
    const names = selectors.map(({text}) => text)
    return {names: ifExists ? await existingTopics(cluster, names) : names, missing: []}
  }
  // The relevant failures are returned by name.
  const {topics, errors} = (await selectTopics(cluster, {selectors, internal: false}, 'alter')).open(new Failures())
  const missing = errors.filter(({error}) => !(ifExists && error.code === errorCode.unknownTopicOrPartition))
  return {names: topics.map(({name}) => name), missing: missing.map(({error}) => error)}
}

const isEmpty = ({set = {}, unset = [], append = {}, subtract = {}}: ConfigChanges) =>
  [set, append, subtract].every((each) => Object.keys(each).length === 0) && unset.length === 0
