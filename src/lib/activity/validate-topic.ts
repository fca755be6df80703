// Checks whether the records of a topic match their schemas: each one is decoded, and the result is discarded.
import type {Cluster} from '../cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from '../records/consume/consume.ts'
import {Decoding} from '../records/consume/decoding.ts'
import type {Start} from '../records/consume/start.ts'
import {DecodedRecord} from '../records/formats/decoded-record.ts'
import {FieldDecoder, type FieldSettings} from '../serdes/field-decoder.ts'
import type {SchemaSource} from '../serdes/schema-source.ts'

export interface InvalidRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly part: 'key' | 'value'
  /** The schema as `{"id":32,"type":"AVRO"}`; null if it is not known. */
  readonly schema: string | null
  readonly reason: string
}

export interface ValidateInput {
  readonly topic: string
  readonly start: Start
  readonly source: SchemaSource
  /** Whether records that name no schema count as invalid. */
  readonly demand: boolean
  readonly signal?: AbortSignal | undefined
  readonly onInvalid: (record: InvalidRecord) => void
  readonly onProgress?: ((records: number) => void) | undefined
}

export interface Validated {
  readonly records: number
  /** The number of valid keys and values. */
  readonly valid: number
  readonly invalid: number
  /** Keys and values that name no schema, without null ones. */
  readonly bare: number
}

const form: FieldSettings['form'] = {
  form: 'plain',
  logical: true,
  longs: 'number',
  protoDefaults: false,
  protoNames: 'json',
  validate: true,
}

/**
 * Reads up to the present end. Throws what consumeRecords throws, and errors that concern all schemas, such as an
 * unreachable registry.
 */
export async function validateTopic(cluster: Cluster, input: ValidateInput): Promise<Validated> {
  const {topic, start, source, demand, signal, onInvalid, onProgress} = input
  const decoder = (field: 'key' | 'value') => new FieldDecoder({field, serde: 'auto', framing: 'auto', source, form})
  const counts = {records: 0, valid: 0, invalid: 0, bare: 0}
  const consume: ConsumeInput = {
    topics: [topic],
    start,
    until: 'end',
    decoding: new Decoding({key: decoder('key'), value: decoder('value'), onError: 'raw'}),
    format: () => undefined,
    output: {write: () => Promise.resolve()},
    signal,
    // Nothing is taken, so nothing is written: the filter only examines the records.
    filter: (record, {partition}) => {
      if (!(record instanceof DecodedRecord)) return false
      for (const part of ['key', 'value'] as const) {
        const field = part === 'key' ? record.keyField : record.valueField
        const length = part === 'key' ? record.keyLength : record.valueLength
        if (length < 0) continue
        const bare = !field.json && field.error === undefined
        if (field.json) counts.valid++
        else if (bare && !demand) counts.bare++
        else {
          counts.invalid++
          const reason = field.error ?? 'it names no schema'
          const schema = field.schema.length > 0 ? field.schema.toString() : null
          onInvalid({topic, partition, offset: record.offset, part, schema, reason})
        }
      }
      counts.records++
      if (counts.records % 4096 === 0) onProgress?.(counts.records)
      return false
    },
  }
  await consumeRecords(cluster, consume)
  signal?.throwIfAborted()
  return counts
}
