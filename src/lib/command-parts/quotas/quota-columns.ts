import type {QuotaEntity, QuotaEntityType} from '../../quotas/quota-entity.ts'
import {counted} from '../../text/plural.ts'

/** The name of a part; `<default>` for all that have no quota of their own; null if the entity has no such part. */
export function nameIn(entity: QuotaEntity, type: QuotaEntityType): string | null {
  const part = entity.find((each) => each.type === type)
  return part ? (part.name ?? '<default>') : null
}

/** Said wherever a reader may take a quota for the cluster's. */
export const perBroker = (brokers: number): string =>
  brokers === 1
    ? 'quotas count on each broker for itself; this cluster has one'
    : `quotas count on each broker for itself: with ${counted(brokers, 'broker')} a client may use up to ${brokers} times as much in all`
