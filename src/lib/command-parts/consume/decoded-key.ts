// What --key means if keys are decoded: bytes that can be computed here, or a value that different bytes may encode.
import {UsageError} from '../../cluster/errors.ts'
import {matching, type Filter} from '../../records/consume/filter.ts'
import {DecodedRecord} from '../../records/formats/decoded-record.ts'
import {primitiveBytes} from '../../serdes/primitives.ts'
import {SchemaUnknown, type SchemaSource} from '../../serdes/schema-source.ts'
import {EncodeError} from '../../serdes/serde-error.ts'
import {isPrimitiveSerde} from '../../serdes/serde-names.ts'
import {parseExactJson} from '../../text/exact-json.ts'
import {sameJson} from '../../text/same-json.ts'
import type {DecodeFlags} from './decode.ts'
import type {AskedKey, FilterFlags} from './filter.ts'

export interface KeySources {
  readonly topics: readonly string[] | RegExp
  readonly source: () => Promise<SchemaSource | undefined>
}

/**
 * Numbers, booleans and UUIDs have only one encoding, so their bytes are looked for. A value with a schema may have
 * several (each version's id is part of the bytes), so decoded values are compared, in all partitions. Throws
 * UsageError for a key that its serde cannot encode.
 */
export async function askedKey(
  flags: DecodeFlags & Pick<FilterFlags, 'key'>,
  {topics, source}: KeySources,
): Promise<AskedKey> {
  const {key = '', decode} = flags
  const serde = flags['key-serde']
  const plain = Buffer.from(key)
  if (serde !== undefined && isPrimitiveSerde(serde)) return byBytes(encoded(key, serde))
  const decodes =
    flags['key-schema'] !== undefined ||
    (serde !== undefined && serde !== 'text') ||
    (serde === undefined && (decode === 'both' || decode === 'key'))
  if (!decodes) return byBytes(plain)
  const filter = sameKey(key)
  const framed = flags['key-schema'] !== undefined || (serde !== undefined && serde !== 'auto')
  return framed || (await hasKeySchema(flags['subject-name'], topics, await source()))
    ? {filter}
    : {filter, bytes: plain}
}

const byBytes = (bytes: Buffer): AskedKey => ({bytes, only: matching({sameKey: bytes})})

function encoded(key: string, serde: Parameters<typeof primitiveBytes>[0]): Buffer {
  try {
    return primitiveBytes(serde, parsed(key) ?? key)
  } catch (error) {
    if (!(error instanceof EncodeError)) throw error
    throw new UsageError(`--key ${key}: ${error.message}, as --key-serde says`, {cause: error})
  }
}

/** Undefined: the text is not JSON, and is compared as text. */
function parsed(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    return undefined
  }
}

/** Matches if the key equals that text, or the same JSON with its fields in any order. */
function sameKey(key: string): Filter {
  const bytes = Buffer.from(key)
  const json = parsed(key)
  return (record) => {
    if (record.key === null) return false
    if (!(record instanceof DecodedRecord && record.keyField.json)) return bytes.equals(record.key)
    const value = parsed(record.key.toString())
    return value === key || (json !== undefined && sameJson(value, json))
  }
}

/** Whether keys of the topic may have a schema. If they have none, --key is compared with their bytes. */
async function hasKeySchema(
  subject: string | undefined,
  topics: KeySources['topics'],
  source: SchemaSource | undefined,
): Promise<boolean> {
  if (topics instanceof RegExp || source === undefined) return false
  // The subjects of record strategies cannot be derived from the topic, but a user who names such a strategy has
  // schemas.
  if (subject === 'record' || subject === 'topic-record') return true
  const found = await Promise.all(
    topics.map((topic) =>
      source.bySubject(subject === undefined || subject === 'topic' ? `${topic}-key` : subject, 'latest').then(
        () => true,
        (error: unknown) => {
          if (error instanceof SchemaUnknown) return false
          throw error
        },
      ),
    ),
  )
  return found.includes(true)
}
