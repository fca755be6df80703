import type {PrintedError} from '../cluster/errors.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {listed} from '../text/listed.ts'
import {describeLogDirs} from './describe.ts'

export interface PlannedMove extends TopicPartition {
  readonly broker: number
  readonly from: string
  readonly to: string
  /** In bytes. */
  readonly size: number
  readonly status: 'planned' | 'unchanged' | 'moving' | 'moved' | 'failed'
  readonly error: PrintedError | null
}
export interface MovePlan {
  readonly moves: readonly PlannedMove[]
  readonly problems: readonly Error[]
}
export interface WantedMoves {
  readonly broker: number
  readonly to: string
  readonly scopes: readonly {readonly topic: string; readonly partitions?: readonly number[] | undefined}[]
}

/** A replica or a directory that the broker does not have. */
export class NoSuchReplica extends ExpectedError {
  override readonly name = 'NoSuchReplica'
}

/**
 * The replicas of a broker that are not in the directory yet. Throws the error if the broker's directories cannot be
 * read.
 */
export async function planMoves(cluster: Cluster, {broker, to, scopes}: WantedMoves): Promise<MovePlan> {
  const [dirs] = (await describeLogDirs(cluster, [{broker}])).each(
    (found) => found,
    (error) => error,
  )
  if (dirs === undefined || dirs instanceof Error) throw dirs ?? new NoSuchReplica(`there is no broker ${broker}`)
  const target = dirs.find(({path}) => path === to)
  const paths = listed(
    dirs.map(({path}) => path),
    'and',
  )
  if (!target) return {moves: [], problems: [new NoSuchReplica(`broker ${broker} has no log directory ${to}; it has ${paths}`)]} // prettier-ignore
  if (target.error) return {moves: [], problems: [target.error]}
  const moves: PlannedMove[] = []
  const problems: Error[] = []
  for (const {topic, partitions} of scopes) {
    const here = dirs.flatMap(({path, replicas}) =>
      replicas.filter((each) => each.topic === topic && !each.isFuture).map((each) => ({...each, path})),
    )
    const wanted = partitions ?? here.map(({partition}) => partition).toSorted((a, b) => a - b)
    if (here.length === 0) problems.push(new NoSuchReplica(`broker ${broker} has no replica of topic ${topic}`))
    else
      for (const partition of wanted) {
        const found = here.find((each) => each.partition === partition)
        if (!found) problems.push(new NoSuchReplica(`broker ${broker} has no replica of ${topic}-${partition}`))
        else {
          const status = found.path === to ? 'unchanged' : 'planned'
          moves.push({topic, partition, broker, from: found.path, to, size: found.size, status, error: null})
        }
      }
  }
  const needed = moves.filter(({status}) => status === 'planned').reduce((sum, {size}) => sum + size, 0)
  if (target.usableBytes >= 0 && needed > target.usableBytes)
    problems.push(new NoSuchReplica(`${to} has ${target.usableBytes} bytes left, and ${needed} would be copied there`))
  return {moves, problems}
}
