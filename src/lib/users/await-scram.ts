import type {Cluster} from '../cluster/cluster.ts'
import {describeScramUsers} from './describe-scram.ts'
import type {ScramMechanism} from './scram-mechanism.ts'

const tries = 20

/** The iterations of each mechanism of a user. Throws KafkaError if the user may not be described. */
export async function scramOf(cluster: Cluster, user: string): Promise<Map<ScramMechanism | 'UNKNOWN', number>> {
  const [described] = await describeScramUsers(cluster, [user])
  if (described?.error) throw described.error
  return new Map(described?.credentials.map(({mechanism, iterations}) => [mechanism, iterations]))
}

/**
 * Waits until a broker shows the iterations that were set (null: that the credential is gone): brokers usually follow
 * the controller within 100 ms. Resolves with the mechanisms that still differ. `pause` waits between two tries.
 */
export async function awaitScram(
  cluster: Cluster,
  user: string,
  wanted: ReadonlyMap<ScramMechanism, number | null>,
  pause: () => Promise<void>,
): Promise<ScramMechanism[]> {
  for (let left = tries; ; left--) {
    const now = await scramOf(cluster, user)
    const wrong = [...wanted].filter(([mechanism, iterations]) => (now.get(mechanism) ?? null) !== iterations)
    if (wrong.length === 0 || left <= 1) return wrong.map(([mechanism]) => mechanism)
    await pause()
  }
}
