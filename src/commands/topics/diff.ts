import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {tableColumns, type Columns, type RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {comparedText} from '../../lib/command-parts/configs/compared.ts'
import {movesUnknownText} from '../../lib/command-parts/topics/moves-unknown.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {KafkaError} from '../../lib/cluster/errors.ts'
import {Failures} from '../../lib/cluster/outcome.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {isSelected, nameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'
import {compareTopics, type ComparedProperty} from '../../lib/topics/compare.ts'
import {describeTopics} from '../../lib/topics/describe.ts'
import type {TopicDescription} from '../../lib/topics/topic-description.ts'
import {checkTopicName} from '../../lib/topics/topic-name.ts'

const sideText = ({property, isSensitive}: ComparedProperty, side: ComparedProperty['a']) =>
  comparedText({name: property, isSensitive}, side)

const columns = {
  /** `partitions`, `replicationFactor` or the name of a config. */
  property: {value: ({property}) => property, role: () => 'name'},
  /** Null if it is not set, if it is secret, or if there is no such config. */
  a: {value: ({a}) => a?.value ?? null, text: (row) => sideText(row, row.a)},
  b: {value: ({b}) => b?.value ?? null, text: (row) => sideText(row, row.b)},
  sourceA: {value: ({a}) => a?.source ?? null, wide: true},
  sourceB: {value: ({b}) => b?.source ?? null, wide: true},
  /** `unknown`: both are set and secret. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'same' ? undefined : 'warn')},
} satisfies Columns<ComparedProperty>

export interface Output {
  readonly a: string
  readonly b: string
  /** The profile of the cluster of `b`; null if it is the same cluster. */
  readonly profileB: string | null
  /** Without --all, only properties that differ or may differ. */
  readonly properties: readonly ComparedProperty[]
}
export type Row = RowOf<typeof columns>

export default class TopicsDiff extends KafkaCommand {
  static override summary = 'compare two topics, also of two clusters'
  static override description =
    'Compares partitions, replicas and the configs in effect, wherever they are set. Ends with 0 if they are the same, with 3 if they differ, and with 1 if a topic cannot be read.'
  static override examples = [
    '<%= config.bin %> topics diff orders orders-new',
    {
      description: 'The same topic of another cluster',
      command: '<%= config.bin %> topics diff orders --profile-b staging',
    },
    {
      description: 'Only what is set on the topics themselves',
      command: '<%= config.bin %> topics diff orders --profile-b staging --overridden',
    },
  ]
  static override args = {
    a: checked(checkTopicName)({description: 'name of a topic', required: true}),
    b: checked(checkTopicName)({description: 'name of another topic; with --profile-b, the same name unless given'}),
  }
  static override flags = {
    'profile-b': string({helpValue: 'NAME', summary: 'the profile of the cluster that the second topic belongs to'}),
    ignore: words({helpValue: 'NAME,…', summary: 'leave these fields out: names or patterns'}),
    overridden: boolean({summary: 'only configs that are set on one of the topics itself'}),
    all: boolean({summary: 'also show properties that are the same'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TopicsDiff)
    const print = this.printer<Output, ComparedProperty>(flags, columns, 'property')
    const profileB = flags['profile-b'] ?? null
    if (args.b === undefined && profileB === null)
      throw new UsageError('compare with what? Name a second topic, or another cluster with --profile-b')
    const [a, b] = [args.a, args.b ?? args.a]
    if (a === b && profileB === null) throw new UsageError(`${a} is compared with itself`)
    const ignored = flags.ignore?.map(nameSelector) ?? []
    const first = await this.connect(flags)
    const second = profileB === null ? first : await this.connectAlso(flags, profileB)
    const [left, right] = await Promise.all([topicOf(first, a), topicOf(second, b)])
    const ofReplicas = !isSelected(ignored, 'replicationFactor')
    const movesUnknown = ofReplicas ? (left.movesUnknown ?? right.movesUnknown) : null
    const compared = compareTopics(left.topic, right.topic).filter(
      (row) => !isSelected(ignored, row.property) && (!flags.overridden || isOwn(row)),
    )
    const rows = flags.all ? compared : compared.filter(({status}) => status !== 'same')
    await print({
      value: {a, b, profileB, properties: rows},
      rows,
      people: async () => {
        if (rows.length > 0) await this.printTable(tableColumns(columns, rows), rows)
      },
    })
    if (movesUnknown) {
      await this.warning(movesUnknownText(movesUnknown))
      await this.note('--ignore replicationFactor compares the rest')
    }
    const unknown = compared.filter(({status}) => status === 'unknown')
    if (unknown.length > 0) await this.warning(`${counted(unknown.length, 'secret')} set on both cannot be compared`)
    if (compared.some(({status}) => status === 'different')) return exitCode.exceeded
    if (unknown.length > 0 || movesUnknown) return exitCode.failed
    await this.note(`no difference in partitions, replicas and ${counted(compared.length - 2, 'config')}`)
    return exitCode.done
  }
}

/** Counts belong to the topic itself; a config does if its value is set on the topic. */
const isOwn = ({a, b}: ComparedProperty) =>
  [a, b].some((side) => side?.source === null || side?.source === 'DYNAMIC_TOPIC_CONFIG')

async function topicOf(
  cluster: Cluster,
  name: string,
): Promise<{readonly topic: TopicDescription; readonly movesUnknown: KafkaError | null}> {
  const outcome = await describeTopics(cluster, {names: [name], configs: 'all', reassignments: true})
  const {topics, errors, reassignmentsError} = outcome.open(new Failures())
  const [topic] = topics
  const error = errors[0]?.error ?? topic?.configsError
  if (!topic || error) throw error ?? new Error(`describe topic ${name}: no answer`)
  return {topic, movesUnknown: reassignmentsError instanceof KafkaError ? reassignmentsError : null}
}
