// kafka-reassign-partitions --execute.
import type {Io} from '../../cli/io.ts'
import {byTopicAndPartition} from '../../partitions/reassignments.ts'
import {
  movesOf,
  throttleBrokers,
  throttledReplicas,
  throttleLogDirs,
  throttleTopics,
} from '../../partitions/throttles.ts'
import type {Admin} from '../client/admin.ts'
import {readFileAsString} from '../client/read-text.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {commandFailed} from './checks.ts'
import {alter, startMoves, throttle} from './changes.ts'
import {ongoing} from './list.ts'
import {currentDirs, currentOf, nodes} from './lookup.ts'
import type {ReassignOptions} from './options.ts'
import {partitionText} from './order.ts'
import {parsePlanToExecute, planText, type Plan} from './plan-file.ts'

interface Rates {
  /** Bytes per second; negative: no limit. */
  readonly betweenBrokers: bigint
  readonly betweenLogDirs: bigint
}

export async function execute(admin: Admin, options: ReassignOptions, io: Io): Promise<void> {
  const text = readFileAsString(options.value('reassignment-json-file') ?? '')
  const rates = {
    betweenBrokers: options.value('throttle') ?? -1n,
    betweenLogDirs: options.value('replica-alter-log-dirs-throttle') ?? -1n,
  }
  const timeoutMs = Number(options.value('timeout') ?? 0n)
  const plan = parsePlanToExecute(text)
  const before = await ongoing(admin)
  if (!options.has('additional') && before.length > 0)
    throw new TerseProblem(
      'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a ' +
        'new partition assignment in addition to the existing one. The --additional flag can also be used to change the ' +
        'throttle by resubmitting the current reassignment.',
    )
  await checkBrokers(admin, plan)
  const current = await currentOf(admin, plan.partitions)
  const dirOf = await currentDirs(admin, current)
  io.out(
    `Current partition replica assignment\n\n${planText(current, dirOf)}\n\n` +
      'Save this to use as the --reassignment-json-file option during rollback\n',
  )
  const moves = movesOf(before, plan.partitions, current)
  await setThrottles(admin, moves, plan, rates, io)
  const errors = await alter(admin, plan.partitions, !options.has('disallow-replication-factor-change'))
  if (errors.length > 0) throw new TerseProblem(`Error reassigning partition(s):\n${errors.join('\n')}`)
  const names = plan.partitions.toSorted(byTopicAndPartition).map(partitionText).join(',')
  io.out(`Successfully started partition reassignment${plan.partitions.length === 1 ? '' : 's'} for ${names}\n`)
  if (plan.moves.length > 0) await startMoves(admin, plan.moves, timeoutMs, io)
}

/** Throws JavaError for the first of the plan's brokers, in the order of a HashSet, that is not in the cluster. */
async function checkBrokers(admin: Admin, {partitions}: Plan): Promise<void> {
  const known = new Set((await nodes(admin)).map(({id}) => id))
  const ids = new Set(hashOrder(partitions, topicPartitionHash).flatMap(({replicas}) => replicas))
  const unknown = hashOrder(ids, (id) => id).find((id) => !known.has(id))
  if (unknown !== undefined) throw commandFailed(`Unknown broker id ${unknown}`)
}

async function setThrottles(
  admin: Admin,
  moves: ReturnType<typeof movesOf>,
  plan: Plan,
  {betweenBrokers, betweenLogDirs}: Rates,
  io: Io,
): Promise<void> {
  if (betweenBrokers < 0n && betweenLogDirs < 0n) return
  io.out(
    'Warning: You must run --verify periodically, until the reassignment completes, to ensure the throttle is removed.\n',
  )
  if (betweenBrokers >= 0n) {
    await throttle(admin, throttleTopics(throttledReplicas(moves)))
    const brokers = [...new Set(moves.flatMap(({sources, destinations}) => [...sources, ...destinations]))]
    await throttle(admin, throttleBrokers(brokers, String(betweenBrokers)))
    io.out(`The inter-broker throttle limit was set to ${betweenBrokers} B/s\n`)
  }
  if (betweenLogDirs >= 0n) {
    const brokers = [...new Set(plan.moves.map(({broker}) => broker))]
    await throttle(admin, throttleLogDirs(brokers, String(betweenLogDirs)))
    io.out(`The replica-alter-dir throttle limit was set to ${betweenLogDirs} B/s\n`)
  }
}
