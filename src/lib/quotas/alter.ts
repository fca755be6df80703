import {AlterClientQuotas} from '../apis/alter-client-quotas.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {KafkaError} from '../cluster/errors.ts'
import type {Quota} from './describe.ts'
import {quotaEntityText, type QuotaEntity} from './quota-entity.ts'

export interface QuotaAlteration {
  readonly entity: QuotaEntity
  readonly set?: readonly Quota[]
  /** The keys to remove. */
  readonly remove?: readonly string[]
}
export interface AlteredQuotas {
  readonly entity: QuotaEntity
  /** Why nothing of it was changed. */
  readonly error?: KafkaError
}

/**
 * Changes the quotas of each entity, all of them or none; returns an outcome for each, in the same order. Throws
 * UnsupportedApi before Kafka 2.6.
 */
export async function alterQuotas(
  cluster: Cluster,
  alterations: readonly QuotaAlteration[],
  {validateOnly = false}: {readonly validateOnly?: boolean} = {},
): Promise<AlteredQuotas[]> {
  const {entries} = await cluster.call(
    AlterClientQuotas,
    {
      entries: alterations.map(({entity, set = [], remove = []}) => ({
        entity: entity.map(({type, name}) => ({entityType: type, entityName: name})),
        ops: [
          ...set.map(({key, value}) => ({key, value, remove: false})),
          ...remove.map((key) => ({key, value: 0, remove: true})),
        ],
      })),
      validateOnly,
    },
    {what: 'alter quotas', errors: (response) => response.entries.map(({errorCode}) => errorCode)},
  )
  const answers = new Map(
    entries.map((entry) => [keyOf(entry.entity.map(({entityType: type, entityName: name}) => ({type, name}))), entry]),
  )
  return alterations.map(({entity}) => {
    const {errorCode, errorMessage} = answers.get(keyOf(entity)) ?? notAnswered
    if (errorCode === 0) return {entity}
    return {entity, error: new KafkaError(errorCode, `alter quotas of ${quotaEntityText(entity)}`, errorMessage)}
  })
}

const notAnswered = {errorCode: -1, errorMessage: 'the broker did not answer for it'}

/** The parts of an entity come in any order. */
const keyOf = (parts: readonly {readonly type: string; readonly name: string | null}[]): string =>
  JSON.stringify(parts.map(({type, name}) => [type, name]).toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)))
