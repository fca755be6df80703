/** The types of entities that quotas apply to (Kafka's ClientQuotaEntity). A user and a client id may be combined. */
export type QuotaEntityType = 'user' | 'client-id' | 'ip'

/** `name` is null for the default of its type, which applies to all that have no quotas of their own. */
export interface QuotaEntityPart {
  readonly type: QuotaEntityType
  readonly name: string | null
}
export type QuotaEntity = readonly QuotaEntityPart[]

/** The entity as text for messages: `user alice, the default client-id`. */
export const quotaEntityText = (entity: QuotaEntity): string =>
  entity.map(({type, name}) => (name === null ? `the default ${type}` : `${type} ${name}`)).join(', ')

/** The same key for the same entity, whatever the order of its parts. */
export const quotaEntityKey = (entity: QuotaEntity): string =>
  JSON.stringify(entity.map(({type, name}) => [type, name]).toSorted(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)))
