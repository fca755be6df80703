// What an audit line tells of a request that changes something: never a record, never a secret.
import {isSecret} from '../config/known-properties.ts'

type Fields = Readonly<Record<string, unknown>>

/** Requests of administrators, which are small and say what they do; the rest (heartbeats, joins, records) is counted only. */
const told: ReadonlySet<string> = new Set([
  'CreateTopics',
  'CreatePartitions',
  'DeleteTopics',
  'DeleteRecords',
  'AlterConfigs',
  'IncrementalAlterConfigs',
  'DeleteGroups',
  'OffsetCommit',
  'OffsetDelete',
])
/** Said in the protocol, of no use here. */
const left: ReadonlySet<string> = new Set(['timeoutMs', 'validateOnly', 'retentionTimeMs'])

/** Its fields, or undefined for what is counted only. */
export function describedRequest(api: string, request: unknown): Fields | undefined {
  if (!told.has(api) || typeof request !== 'object' || request === null) return undefined
  return JSON.parse(
    JSON.stringify(request, function (this: unknown, key: string, value: unknown) {
      if (left.has(key)) return undefined
      if (key === 'value' && isSecret(nameOf(this))) return '***'
      return typeof value === 'bigint' ? String(value) : value
    }),
  ) as Fields
}

/** Of the config that a value belongs to. */
function nameOf(of: unknown): string {
  const {name} = of as {name?: unknown}
  return typeof name === 'string' ? name : ''
}
