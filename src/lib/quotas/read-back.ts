import type {Cluster} from '../cluster/cluster.ts'
import {describeQuotas} from './describe.ts'
import type {QuotaEntity} from './quota-entity.ts'

const tries = 20

/** The quotas of exactly this entity, by key. */
export async function quotasOf(cluster: Cluster, entity: QuotaEntity): Promise<Map<string, number>> {
  const described = await describeQuotas(cluster, {parts: entity, strict: true})
  return new Map(described.flatMap(({quotas}) => quotas.map(({key, value}) => [key, value] as const)))
}

/**
 * Waits until a broker shows the values that were set (null: that there is none): brokers usually follow the controller
 * within 100 ms. Resolves with the keys that still differ. `pause` waits between two tries.
 */
export async function awaitQuotas(
  cluster: Cluster,
  entity: QuotaEntity,
  wanted: ReadonlyMap<string, number | null>,
  pause: () => Promise<void>,
): Promise<string[]> {
  for (let left = tries; ; left--) {
    const now = await quotasOf(cluster, entity)
    const wrong = [...wanted].filter(([key, value]) => (now.get(key) ?? null) !== value)
    if (wrong.length === 0 || left <= 1) return wrong.map(([key]) => key)
    await pause()
  }
}
