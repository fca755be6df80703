// kafka-reassign-partitions --verify.
import type {Io} from '../../cli/io.ts'
import {byTopicAndPartition, type Reassignment} from '../../partitions/reassignments.ts'
import type {Assignment} from '../../partitions/throttles.ts'
import type {Admin} from '../client/admin.ts'
import {readFileAsString} from '../client/read-text.ts'
import {executionException, JavaError} from '../java/errors.ts'
import {clearThrottles} from './changes.ts'
import {ongoing} from './list.ts'
import {describeTopics, isUnknownTopic} from './lookup.ts'
import {isDone, moveStates, moveText} from './move-states.ts'
import type {ReassignOptions} from './options.ts'
import {byBroker, distinctPartitions, partitionKey, partitionText} from './order.ts'
import {parsePlan} from './plan-file.ts'

export async function verify(admin: Admin, options: ReassignOptions, io: Io): Promise<void> {
  const plan = parsePlan(readFileAsString(options.value('reassignment-json-file') ?? ''))
  const now = await ongoing(admin)
  const lines = await partitionLines(admin, plan.partitions, now)
  io.out(['Status of partition reassignment:', ...lines, ''].join('\n'))
  const states = await moveStates(admin, plan.moves)
  // An empty line if the plan has no log directories.
  io.out(
    `${states
      .toSorted((a, b) => byBroker(a.move, b.move))
      .map(moveText)
      .join('\n')}\n`,
  )
  // The throttles of all brokers are cleared, because it is no longer known which brokers took part in a finished
  // reassignment.
  if (now.length === 0 && states.every(isDone) && !options.has('preserve-throttles'))
    await clearThrottles(admin, plan.partitions, io)
}

async function partitionLines(
  admin: Admin,
  targets: readonly Assignment[],
  now: readonly Reassignment[],
): Promise<string[]> {
  const moving = new Set(now.map(partitionKey))
  const settled = targets.filter((each) => !moving.has(partitionKey(each)))
  const topics = await describeTopics(
    admin,
    settled.map(({topic}) => topic),
  )
  const current = new Map(settled.map((each) => [each, replicasNow(each, topics.get(each.topic))]))
  return distinctPartitions(targets)
    .toSorted(byTopicAndPartition)
    .map((target) => {
      const replicas = current.get(target)
      const name = partitionText(target)
      if (!replicas) return `Reassignment of partition ${name} is still in progress.`
      const [is, should] = [replicas.join(','), target.replicas.join(',')]
      return is === should
        ? `Reassignment of partition ${name} is completed.`
        : `There is no active reassignment of partition ${name}, but replica set is ${is} rather than ${should}.`
    })
}

/** Empty for a partition that does not exist. Throws JavaError in the same odd cases as Apache's tool. */
function replicasNow({partition}: Assignment, topic: readonly Assignment[] | JavaError | undefined): readonly number[] {
  if (topic === undefined || (topic instanceof JavaError && isUnknownTopic(topic))) return []
  if (topic instanceof JavaError) throw executionException(topic)
  if (topic.length < partition) return []
  const found = topic[partition]
  if (!found)
    throw new JavaError(
      'java.lang.IndexOutOfBoundsException',
      `Index ${partition} out of bounds for length ${topic.length}`,
    )
  return found.replicas
}
