// Tests whether the cluster of a profile answers, and which cluster it is.
import {ConnectionError, KafkaError, UnsupportedApi, UsageError} from '../cluster/errors.ts'
import {resolveConnection, type ConnectionFlags} from './connection.ts'
import {propertyOfVariable} from './known-properties.ts'
import type {Environment} from './profile-paths.ts'

export interface Probed {
  readonly status: 'ok' | 'failed'
  /** The id that the brokers report; null if they were not reached, or are older than Kafka 0.10.1. */
  readonly clusterId: string | null
  /** The number of live brokers; null if none was reached. */
  readonly brokers: number | null
  readonly elapsedMs: number
  readonly error: Error | null
}

export interface Surroundings {
  readonly env: Environment
  readonly cwd?: string | undefined
  /** Ms since the epoch. */
  now(): number
  readonly signal?: AbortSignal | undefined
  /** A sentence for stderr. */
  warn(text: string): void
}

/** Tries to connect with these flags alone, without property variables. Failures are in the result. */
export async function probe(flags: ConnectionFlags, {env, cwd, now, signal, warn}: Surroundings): Promise<Probed> {
  const started = now()
  const failed = {status: 'failed', clusterId: null, brokers: null} as const
  try {
    const {settings, guards, notices, warnings} = await resolveConnection(flags, withoutProperties(env), cwd)
    for (const text of [...warnings, ...notices]) warn(text)
    const {openCluster} = await import('../cluster/cluster.ts')
    const cluster = openCluster({...settings, signal})
    try {
      const [clusterId, brokers] = await Promise.all([cluster.clusterId(), cluster.brokers()])
      const other = guards?.clusterId !== undefined && guards.clusterId !== clusterId
      const error = other
        ? new UsageError(
            `it is for cluster ${guards.clusterId} (${guards.place}), but these brokers belong to ${clusterId ?? 'one without an id'}`,
          )
        : null
      return {status: error ? 'failed' : 'ok', clusterId, brokers: brokers.length, elapsedMs: now() - started, error}
    } finally {
      cluster.close()
    }
  } catch (error) {
    const expected = [UsageError, KafkaError, ConnectionError, UnsupportedApi].some((kind) => error instanceof kind)
    if (!expected || signal?.aborted) throw error
    return {...failed, elapsedMs: now() - started, error: error as Error}
  }
}

/** Without the variables that describe a cluster. */
const withoutProperties = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !name.startsWith('KAFKIT_') ||
        (name !== 'KAFKIT_COMMAND_CONFIG' &&
          name !== 'KAFKIT_PROFILE' &&
          propertyOfVariable(name.slice(7)) === undefined),
    ),
  )
