// The JSON files of kafka-reassign-partitions, read and written as Apache's tool does, so that both can use the same
// plans.
import type {Assignment} from '../../partitions/throttles.ts'
import {byTopicAndPartition} from '../../partitions/reassignments.ts'
import type {ReplicaMove} from '../../log-dirs/replica-dirs.ts'
import {JavaError} from '../java/errors.ts'
import {
  fieldOf,
  fieldsOf,
  intOf,
  itemsOf,
  listOf,
  parseJson,
  stringOf,
  tryParseJson,
  writeJson,
  type JsonNode,
} from '../java/json.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {javaSplit} from '../java/split.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {commandFailed, operationFailed} from './checks.ts'
import {distinctReplicas, duplicates, partitionKey, partitionText} from './order.ts'

/** A plan in the file's order. What is needed only to execute it is not checked yet. */
export interface Plan {
  readonly partitions: readonly Assignment[]
  /** Replicas for which a log directory is named; if one is named twice, the last entry counts. */
  readonly moves: readonly ReplicaMove[]
}

const anyDir = 'any'

/** Throws JavaError if the text is not a plan. */
export function parsePlan(text: string): Plan {
  const json = parsed(text)
  checkVersion(json)
  const partitions: Assignment[] = []
  const moves: ReplicaMove[] = []
  const field = fieldsOf(json).get('partitions')
  for (const item of field ? itemsOf(field) : []) {
    const fields = fieldsOf(item)
    const topic = stringOf(fieldOf(fields, 'topic'))
    const partition = intOf(fieldOf(fields, 'partition'))
    const replicas = listOf(fieldOf(fields, 'replicas'), intOf)
    const dirs = fields.get('log_dirs')
    const paths = dirs ? listOf(dirs, stringOf) : replicas.map(() => anyDir)
    if (paths.length !== replicas.length)
      throw commandFailed(
        `Size of replicas list [${replicas.join(', ')}] is different from size of log dirs list [${paths.join(', ')}] ` +
          `for partition ${topic}-${partition}`,
      )
    partitions.push({topic, partition, replicas})
    for (const [at, broker] of replicas.entries()) {
      const path = paths[at] ?? anyDir
      if (path !== anyDir) moves.push({topic, partition, broker, path})
    }
  }
  return {partitions, moves: distinctReplicas(moves)}
}

function parsed(text: string): JsonNode {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    throw operationFailed(error.message, {cause: error})
  }
}

/** Like parsePlan, and also checks what execution needs; each partition occurs once. */
export function parsePlanToExecute(text: string): Plan {
  const {partitions, moves} = parsePlan(text)
  if (partitions.length === 0) throw commandFailed('Partition reassignment list cannot be empty')
  if (partitions.some(({replicas}) => replicas.length === 0))
    throw commandFailed('Partition replica list cannot be empty')
  const twice = hashOrder(duplicates(partitions, partitionKey), topicPartitionHash)
  if (twice.length > 0)
    throw commandFailed(
      `Partition reassignment contains duplicate topic partitions: ${twice.map(partitionText).join(',')}`,
    )
  const repeating = partitions.flatMap((each) => {
    const ids = hashOrder(duplicates(each.replicas, String), (id) => id)
    return ids.length === 0 ? [] : [`${partitionText(each)} contains multiple entries for ${ids.join(',')}`]
  })
  if (repeating.length > 0)
    throw commandFailed(`Partition replica lists may not contain duplicate entries: ${repeating.join('. ')}`)
  return {partitions, moves}
}

/** The topics of a file for --generate, and the brokers of --broker-list. */
export function parseGenerateInput(text: string, brokerList: string): {topics: string[]; brokers: number[]} {
  const brokers = javaSplit(brokerList, ',').map(parseJavaInt)
  const twice = hashOrder(duplicates(brokers, String), (id) => id)
  if (twice.length > 0) throw commandFailed(`Broker list contains duplicate entries: [${twice.join(', ')}]`)
  const json = tryParseJson(text)
  if (!json) throw operationFailed('The input string is not a valid JSON')
  checkVersion(json)
  const field = fieldsOf(json).get('topics')
  const topics = (field ? itemsOf(field) : []).map((item) => stringOf(fieldOf(fieldsOf(item), 'topic')))
  const repeated = duplicates(topics, String)
  if (repeated.length > 0)
    throw commandFailed(`List of topics to reassign contains duplicate entries: [${repeated.join(', ')}]`)
  return {topics, brokers}
}

function checkVersion(json: JsonNode): void {
  const field = fieldsOf(json).get('version')
  const version = field ? intOf(field) : 1
  if (version !== 1) throw operationFailed(`Not supported version field value ${version}`)
}

/** `pathOf`: the log directory of a replica; undefined means any. */
export const planText = (
  partitions: readonly Assignment[],
  pathOf: (replica: {topic: string; partition: number; broker: number}) => string | undefined = () => undefined,
): string =>
  writeJson({
    version: 1,
    partitions: partitions.toSorted(byTopicAndPartition).map(({topic, partition, replicas}) => ({
      topic,
      partition,
      replicas,
      log_dirs: replicas.map((broker) => pathOf({topic, partition, broker}) ?? anyDir),
    })),
  })
