// Parses and checks the text of a file, so that everything compared has the shape of a snapshot.
import {UsageError} from '../errors/usage-error.ts'
import {sectionNames, type SectionName, type Snapshot} from './snapshot.ts'

type Check = (value: unknown) => boolean
const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value)
const isTruth: Check = (value) => typeof value === 'boolean'
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const shape =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(fields).every(([name, check]) => check((value as Record<string, unknown>)[name]))

const items: Readonly<Record<SectionName, Check>> = {
  brokers: shape({broker: isNumber, host: isText, port: isNumber, rack: orNull(isText), state: isText}),
  features: shape({feature: isText, level: isNumber}),
  quorum: shape({voter: isNumber, directoryId: isText, endpoints: listOf(isText)}),
  topics: shape({topic: isText, partitions: isNumber, replicationFactor: isNumber}),
  assignments: shape({topic: isText, replicas: listOf(listOf(isNumber))}),
  configs: shape({
    resource: isText,
    configs: listOf(shape({name: isText, value: orNull(isText), isSensitive: isTruth, source: isText, type: isText})),
  }),
  acls: shape({
    resourceType: isText,
    resourceName: isText,
    patternType: isText,
    principal: isText,
    host: isText,
    operation: isText,
    permission: isText,
  }),
  users: shape({user: isText, credentials: listOf(shape({mechanism: isText, iterations: isNumber}))}),
  quotas: shape({
    entity: listOf(shape({type: isText, name: orNull(isText)})),
    quotas: listOf(shape({key: isText, value: isNumber})),
  }),
  groups: shape({group: isText, type: orNull(isText), protocolType: isText}),
  offsets: shape({
    group: isText,
    offsets: listOf(shape({topic: isText, partition: isNumber, offset: isNumber})),
  }),
}
const isUnread = shape({item: orNull(isText), reason: isText})

/** Throws UsageError that mentions `name` if the text is not a snapshot. */
export function parseSnapshot(name: string, text: string): Snapshot {
  const hint = 'kafkit cluster snapshot writes one'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(
      text.trim() === '' ? `${name} is empty; ${hint}` : `${name} is not JSON, or is cut off; ${hint}`,
    )
  }
  const document = value as Partial<Record<string, unknown>> | null
  const version = typeof document === 'object' ? document?.['kafkitSnapshot'] : undefined
  if (typeof version !== 'number') throw new UsageError(`${name} is not a snapshot of a cluster; ${hint}`)
  if (version !== 1)
    throw new UsageError(
      `${name} is a snapshot of format ${version}, but this kafkit reads format 1: use a newer kafkit`,
    )
  if (!isText(document?.['takenAt']) || !orNull(isText)(document?.['clusterId']))
    throw new UsageError(`${name} is not a whole snapshot: takenAt or clusterId is missing`)
  for (const section of sectionNames) {
    const found = document?.[section] as {items?: unknown; everything?: unknown; unknown?: unknown} | undefined
    if (found === undefined) continue
    const {items: own, everything, unknown} = found ?? {}
    if (!Array.isArray(own) || !isTruth(everything) || !listOf(isUnread)(unknown))
      throw new UsageError(`${name}: the section ${section} is not as kafkit cluster snapshot writes it`)
    const wrong = own.findIndex((item) => !items[section](item))
    if (wrong >= 0) throw new UsageError(`${name}: ${section}[${wrong}] is not as kafkit cluster snapshot writes it`)
  }
  return value as Snapshot
}
