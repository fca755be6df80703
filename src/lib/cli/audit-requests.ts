// What an audit line tells of a request that changes something: never a record, never a secret.
import {isSecret} from '../config/known-properties.ts'
import {withoutSecrets} from './audit-secrets.ts'

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
      if (typeof value === 'string') return withoutSecrets(value)
      return typeof value === 'bigint' ? String(value) : value
    }),
  ) as Fields
}

/** Of the config that a value belongs to. */
function nameOf(of: unknown): string {
  const {name} = of as {name?: unknown}
  return typeof name === 'string' ? name : ''
}

/** How many records a Produce request carries, by the headers of its batches. */
export function recordsIn(request: unknown): number {
  const {topicData = []} = request as {topicData?: readonly {partitionData: readonly {records: unknown}[]}[]}
  let count = 0
  for (const {partitionData} of topicData) {
    for (const {records} of partitionData) {
      const first: unknown = Array.isArray(records) ? records[0] : records
      if (Buffer.isBuffer(first) && first.length >= countAt + 4) count += first.readInt32BE(countAt)
    }
  }
  return count
}

/** Of the number of records in the header of a batch. */
const countAt = 57
