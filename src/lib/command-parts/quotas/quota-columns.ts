import type {QuotaEntity, QuotaEntityType} from '../../quotas/quota-entity.ts'
import {counted} from '../../text/plural.ts'

/** The name of a part; `<default>` for all without a quota of their own; null if the entity has no such part. */
export function nameIn(entity: QuotaEntity, type: QuotaEntityType): string | null {
  const part = entity.find((each) => each.type === type)
  return part ? (part.name ?? '<default>') : null
}

/** A note where a reader might take a quota for one of the whole cluster. */
export const perBroker = (brokers: number): string =>
  brokers === 1
    ? 'quotas apply to each broker separately; this cluster has one'
    : `quotas apply to each broker separately: with ${counted(brokers, 'broker')}, a client may use up to ${brokers} times as much in all`
