import {DescribeClientQuotas} from '../apis/describe-client-quotas.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {QuotaEntity, QuotaEntityType} from './quota-entity.ts'

/** A condition on one part of an entity: without `name`, any name and the default; null: only the default. */
export interface QuotaFilterPart {
  readonly type: QuotaEntityType
  readonly name?: string | null
}

export interface QuotaFilter {
  readonly parts: readonly QuotaFilterPart[]
  /** Leaves out entities that have other parts too. */
  readonly strict: boolean
}

export interface QuotaDescription {
  /** Parts in the broker's order. */
  readonly entity: QuotaEntity
  /** In the broker's order. Byte rates are bytes per second, `request_percentage` percent of a thread. */
  readonly quotas: readonly Quota[]
}
export interface Quota {
  readonly key: string
  readonly value: number
}

const matchType = {exact: 0, default: 1, any: 2}

/**
 * The entities that have quotas, in the broker's order (KIP-546). Throws KafkaError, and UnsupportedApi before Kafka
 * 2.6.
 */
export async function describeQuotas(cluster: Cluster, {parts, strict}: QuotaFilter): Promise<QuotaDescription[]> {
  const {entries} = await cluster.call(
    DescribeClientQuotas,
    {components: parts.map(component), strict},
    {what: 'describe quotas'},
  )
  return (entries ?? []).map(({entity, values}) => ({
    entity: entity.map(({entityType, entityName}) => ({type: entityType as QuotaEntityType, name: entityName})),
    quotas: values,
  }))
}

function component({type, name}: QuotaFilterPart) {
  const match = name === undefined ? matchType.any : name === null ? matchType.default : matchType.exact
  return {entityType: type, matchType: match, match: name ?? null}
}
