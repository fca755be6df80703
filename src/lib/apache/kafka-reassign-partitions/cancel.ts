// kafka-reassign-partitions --cancel.
import type {Io} from '../../cli/io.ts'
import {byTopicAndPartition, listReassignments} from '../../partitions/reassignments.ts'
import type {Admin} from '../client/admin.ts'
import {readFileAsString} from '../client/read-text.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {executionException} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {alter, clearThrottles, startMoves, unsendable} from './changes.ts'
import {moveStates} from './move-states.ts'
import type {ReassignOptions} from './options.ts'
import {distinctPartitions, partitionText} from './order.ts'
import {parsePlan} from './plan-file.ts'

export async function cancel(admin: Admin, options: ReassignOptions, io: Io): Promise<void> {
  const text = readFileAsString(options.value('reassignment-json-file') ?? '')
  const timeoutMs = Number(options.value('timeout') ?? 0n)
  const plan = parsePlan(text)
  const partitions = hashOrder(distinctPartitions(plan.partitions), topicPartitionHash)
  for (const each of partitions) {
    const error = unsendable(each)
    if (error) throw executionException(error)
  }
  const found = await admin.getAt('listPartitionReassignments', undefined, (cluster, anywhere) =>
    listReassignments(cluster, partitions, anywhere ? {to: 'any'} : {}),
  )
  const active = found.filter(({adding, removing}) => adding.length > 0 || removing.length > 0)
  if (active.length > 0) {
    const errors = await alter(
      admin,
      active.map(({topic, partition}) => ({topic, partition, replicas: null})),
    )
    if (errors.length > 0)
      throw new TerseProblem(
        `Error cancelling partition reassignment${errors.length === 1 ? '' : 's'} for:\n${errors.join('\n')}`,
      )
    const names = active.toSorted(byTopicAndPartition).map(partitionText).join(',')
    io.out(`Successfully cancelled partition reassignment${active.length === 1 ? '' : 's'} for: ${names}\n`)
  } else io.out('None of the specified partition reassignments are active.\n')
  const states = await moveStates(admin, plan.moves)
  // Moves the replicas back to the directories where they still are.
  const back = states.flatMap(({move, current, future}) =>
    current !== null && future !== null ? [{...move, path: current}] : [],
  )
  // Without a newline, like Apache's tool.
  if (back.length === 0) io.out('None of the specified partition moves are active.')
  else await startMoves(admin, back, timeoutMs, io)
  if (!options.has('preserve-throttles')) await clearThrottles(admin, plan.partitions, io)
}
