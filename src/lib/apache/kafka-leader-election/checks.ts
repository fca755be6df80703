// What kafka-leader-election refuses before it sends any request, in Apache's order and words.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {ElectionType} from '../../partitions/elect-leaders.ts'
import {forbidTogether} from '../command-line/checks.ts'
import {readText} from '../client/read-text.ts'
import {OptionError} from '../command-line/options.ts'
import {JavaError, runtimeException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {fieldOf, fieldsOf, intOf, itemsOf, stringOf, tryParseJson, type JsonNode} from '../java/json.ts'
import type {ElectionOptions} from './options.ts'

export interface ElectionTask {
  readonly type: ElectionType
  /** In the order of Java's set; null: all partitions. */
  readonly partitions: readonly TopicPartition[] | null
}

export const commandFailed = (message: string, options?: ErrorOptions): JavaError =>
  new JavaError('org.apache.kafka.tools.AdminCommandFailedException', message, options)
const operationFailed = (message: string) => new JavaError('org.apache.kafka.tools.AdminOperationException', message)

/** Throws UsageProblem, OptionError, or JavaError where Apache's tool prints no help. */
export function checkElectionOptions(options: ElectionOptions): ElectionTask {
  const missing = (['bootstrap-server', 'election-type'] as const).filter((name) => !options.has(name))
  if (missing.length > 0) throw commandFailed(`Missing required option(s): ${missing.join(', ')}`)
  forbidTogether(options, 'admin.config', 'command-config')
  const choices = ['topic', 'all-topic-partitions', 'path-to-json-file'] as const
  if (choices.filter((name) => options.has(name)).length !== 1)
    throw commandFailed(`One and only one of the following options is required: ${choices.join(', ')}`)
  if (options.has('topic') && !options.has('partition')) throw commandFailed('Missing required option(s): partition')
  if (!options.has('topic') && options.has('partition'))
    throw commandFailed('Option partition is only allowed if topic is used')
  const type = electionType(options)
  const path = options.value('path-to-json-file')
  const fromFile = path === undefined ? null : partitionsOf(readText(path))
  const [topic, partition] = [options.value('topic'), options.value('partition')]
  return {
    type,
    partitions: topic === undefined || partition === undefined ? fromFile : [{topic, partition}],
  }
}

/** In any case. All values are converted before several of them are refused. */
function electionType(options: ElectionOptions): ElectionType {
  for (const text of options.values('election-type'))
    if (!/^(?:preferred|unclean)$/i.test(text))
      throw new OptionError(
        'OptionArgumentConversionException',
        `Cannot parse argument '${text}' of option election-type`,
      )
  return options.value('election-type')?.toLowerCase() === 'unclean' ? 'unclean' : 'preferred'
}

function partitionsOf(text: string): TopicPartition[] {
  const node = tryParseJson(text)
  if (!node) throw operationFailed('Replica election data is empty')
  return mapped(() => {
    const field = fieldsOf(node).get('partitions')
    if (!field) throw operationFailed('Replica election data is missing "partitions" field')
    return mapped(() => distinct(itemsOf(field).map(partitionOf)))
  })
}

function partitionOf(node: JsonNode): TopicPartition {
  const fields = fieldsOf(node)
  return {topic: stringOf(fieldOf(fields, 'topic')), partition: intOf(fieldOf(fields, 'partition'))}
}

/** Each of the tool's lambdas adds another wrapper to the exception about a missing field. */
function mapped<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof JavaError && error.javaClass.endsWith('JsonMappingException')) throw runtimeException(error)
    throw error
  }
}

function distinct(partitions: readonly TopicPartition[]): TopicPartition[] {
  const name = ({topic, partition}: TopicPartition) => `${topic}-${partition}`
  const key = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
  const all = [...new Map(partitions.map((each) => [key(each), each])).values()]
  const twice = all.filter((each) => partitions.filter((other) => key(other) === key(each)).length > 1)
  if (twice.length > 0) {
    const names = hashOrder(twice, topicPartitionHash).map(name)
    throw operationFailed(`Replica election data contains duplicate partitions: [${names.join(', ')}]`)
  }
  return hashOrder(all, topicPartitionHash)
}
