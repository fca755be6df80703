// Finds the directories of single replicas, and moves replicas to another directory of their broker (KIP-113).
import {AlterReplicaLogDirs} from '../apis/alter-replica-log-dirs.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Gathered} from '../cluster/gathered.ts'
import {describeLogDirs} from './describe.ts'

export interface Replica extends TopicPartition {
  readonly broker: number
}
export interface ReplicaDirs {
  /** Null: in no directory that is in service. */
  readonly current: string | null
  /** The directory that it is being moved to; null: it is not being moved. */
  readonly future: string | null
}

/** The directories of each replica, or why its broker did not report them, in the same order. */
export async function findReplicaDirs<R extends Replica>(
  cluster: Cluster,
  replicas: readonly R[],
): Promise<Gathered<R, ReplicaDirs, Error>> {
  const byBroker = [...Map.groupBy(replicas, ({broker}) => broker)]
  const described = await describeLogDirs(
    cluster,
    byBroker.map(([broker, partitions]) => ({broker, partitions})),
  )
  const dirs = described.byKey(
    (found) => new Map(found.flatMap(({path, replicas: some}) => some.map((each) => [key(each, each.isFuture), path]))),
    (error) => error,
  )
  return new Gathered(
    replicas.map((replica) => {
      const found = dirs.get(replica.broker)
      if (!found || found instanceof Error) return [replica, {failure: found ?? new Error('not asked')}] as const
      const answer = {current: found.get(key(replica, false)) ?? null, future: found.get(key(replica, true)) ?? null}
      return [replica, {answer}] as const
    }),
  )
}

const key = ({topic, partition}: TopicPartition, isFuture: boolean) => `${isFuture} ${partition} ${topic}`

export interface ReplicaMove extends Replica {
  /** Absolute path of a log directory of the broker. */
  readonly path: string
}

/**
 * Starts moving replicas, with one request per broker. Returns an outcome for each, in the same order: null: it has
 * started (or the replica is there already), otherwise why not. REPLICA_NOT_AVAILABLE: the broker has no such replica
 * yet, and will place it there when it gets one.
 */
export async function moveReplicas<M extends ReplicaMove>(
  cluster: Cluster,
  moves: readonly M[],
): Promise<{readonly move: M; readonly error: Error | null}[]> {
  const errors = new Map<M, Error | null>()
  await Promise.all(
    [...Map.groupBy(moves, ({broker}) => broker)].map(async ([broker, some]) => {
      for (const [move, error] of await moveOnBroker(cluster, broker, some)) errors.set(move, error)
    }),
  )
  return moves.map((move) => ({move, error: errors.get(move) ?? null}))
}

async function moveOnBroker<M extends ReplicaMove>(
  cluster: Cluster,
  broker: number,
  moves: readonly M[],
): Promise<(readonly [M, Error | null])[]> {
  const what = `move replicas on broker ${broker}`
  const dirs = [...Map.groupBy(moves, ({path}) => path)].map(([path, some]) => ({
    path,
    topics: [...Map.groupBy(some, ({topic}) => topic)].map(([name, each]) => ({
      name,
      partitions: each.map(({partition}) => partition),
    })),
  }))
  try {
    const {results} = await cluster.call(AlterReplicaLogDirs, {dirs}, {to: {node: broker}, what})
    const codes = new Map(
      results.flatMap(({topicName: topic, partitions}) =>
        partitions.map((each) => [key({topic, partition: each.partitionIndex}, false), each.errorCode] as const),
      ),
    )
    return moves.map((move) => {
      const code = codes.get(key(move, false)) ?? errorCode.unknownServerError
      return [move, code === errorCode.none ? null : new KafkaError(code, what)] as const
    })
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
    return moves.map((move) => [move, error] as const)
  }
}
