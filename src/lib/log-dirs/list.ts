// Log directories and replicas of many brokers as rows.
import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError, UnsupportedApi, type KafkaError, type PrintedError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Outcome} from '../cluster/outcome.ts'
import {describeLogDirs, type LogDir} from './describe.ts'

export interface ListedDir {
  readonly broker: number
  readonly path: string
  /** Why it is out of service; null: it is in use. */
  readonly error: KafkaError | null
  /** The size of the volume, bytes, and how much of it is used, percent; null before Kafka 3.3. */
  readonly totalBytes: number | null
  readonly used: number | null
  readonly replicas: number
  /** Bytes of the replicas in it. */
  readonly size: number
  /** The number of replicas that are being moved into it from another directory. */
  readonly arriving: number
}
export interface ListedReplica extends TopicPartition {
  readonly broker: number
  readonly path: string
  readonly size: number
  /** The number of records that it is behind. */
  readonly offsetLag: number
  /** It is being created here to replace the one in another directory. */
  readonly isFuture: boolean
}
export interface LogDirListing {
  readonly dirs: readonly ListedDir[]
  readonly replicas: readonly ListedReplica[]
  readonly errors: readonly PrintedError[]
}

/**
 * The log directories, sorted by broker and path. `brokers`: the brokers to ask (default: all). `isWanted`: which
 * replicas are listed.
 */
export async function listLogDirs(
  cluster: Cluster,
  {
    brokers,
    isWanted = () => true,
  }: {
    readonly brokers?: readonly number[] | undefined
    readonly isWanted?: ((topic: string) => boolean) | undefined
  } = {},
): Promise<Outcome<LogDirListing>> {
  const live = (await cluster.brokers()).map(({id}) => id)
  const asked = brokers ? [...new Set(brokers)].filter((id) => live.includes(id)) : live
  const errors: Error[] = (brokers ?? [])
    .filter((id) => !live.includes(id))
    .map((id) => new ConnectionError(`node ${id}`, 'notInCluster', `there is no broker ${id}; the brokers are ${live.join(', ')}`)) // prettier-ignore
  const found: (readonly [number, LogDir])[] = []
  try {
    const gathered = await describeLogDirs(
      cluster,
      asked.map((broker) => ({broker})),
    )
    for (const [broker, result] of gathered.byKey(
      (dirs) => ({dirs}),
      (error) => ({error}),
    ))
      if ('error' in result) errors.push(result.error)
      else
        for (const dir of result.dirs) {
          found.push([broker, dir])
          if (dir.error) errors.push(dir.error)
        }
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    errors.push(error)
  }
  const sorted = found.toSorted(([a, x], [b, y]) => a - b || (x.path < y.path ? -1 : 1))
  const dirs = sorted.map(([broker, dir]): ListedDir => {
    const known = dir.totalBytes > 0 && dir.usableBytes >= 0
    return {
      broker,
      path: dir.path,
      error: dir.error,
      totalBytes: known ? dir.totalBytes : null,
      used: known ? Math.round((1 - dir.usableBytes / dir.totalBytes) * 1000) / 10 : null,
      replicas: dir.replicas.filter(({isFuture}) => !isFuture).length,
      size: dir.replicas.reduce((sum, {size}) => sum + size, 0),
      arriving: dir.replicas.filter(({isFuture}) => isFuture).length,
    }
  })
  const replicas = sorted.flatMap(([broker, dir]) =>
    dir.replicas.filter(({topic}) => isWanted(topic)).map((each): ListedReplica => ({...each, broker, path: dir.path})),
  )
  return new Outcome({dirs, replicas: replicas.toSorted(byPlace), errors}, errors)
}

const byPlace = (a: ListedReplica, b: ListedReplica) =>
  a.topic === b.topic ? a.partition - b.partition || a.broker - b.broker : a.topic < b.topic ? -1 : 1
