// Which schemas the records of a topic name: ids and guids, counted. Payloads are not read, and no registry is asked.
import type {Cluster} from '../cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from '../records/consume/consume.ts'
import type {Start} from '../records/consume/start.ts'

/** A key or a value that names its schema in this way. */
export interface NamedSchema {
  readonly part: 'key' | 'value'
  /**
   * `confluent`: a zero byte and the id in front. `header`: in a header of the record. `none`: neither; `null`: there is no key, or no
   * value.
   */
  readonly framing: 'confluent' | 'header' | 'none' | 'null'
  readonly id: number | null
  readonly guid: string | null
  readonly records: number
  /** Where one is: `orders-0@17`. */
  readonly first: string
  readonly last: string
}

export interface TopicSchemasInput {
  readonly topic: string
  readonly start: Start
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((records: number) => void) | undefined
}

export interface TopicSchemas {
  readonly records: number
  /** Values before keys, the most frequent first. */
  readonly schemas: readonly NamedSchema[]
}

type Counted = {-readonly [Name in keyof NamedSchema]: NamedSchema[Name]}

/** Reads what there is when it begins. Raises what consumeRecords raises. */
export async function topicSchemas(
  cluster: Cluster,
  {topic, start, signal, onProgress}: TopicSchemasInput,
): Promise<TopicSchemas> {
  const found = new Map<string, Counted>()
  let records = 0
  const count = (part: 'key' | 'value', named: Pick<NamedSchema, 'framing' | 'id' | 'guid'>, at: string) => {
    const key = `${part} ${named.framing} ${named.id ?? named.guid ?? ''}`
    const known = found.get(key)
    if (!known) found.set(key, {part, ...named, records: 1, first: at, last: at})
    else {
      known.records++
      known.last = at
    }
  }
  const input: ConsumeInput = {
    topics: [topic],
    start,
    until: 'end',
    // Nothing is taken, so nothing is written: the filter only looks.
    format: () => undefined as never,
    output: {write: () => Promise.resolve()},
    signal,
    filter: (record, place) => {
      const at = `${place.topic}-${place.partition}@${record.offset}`
      const headers = record.headerCount > 0 ? new Map(record.headers()) : undefined
      count('value', namedBy(record.value, headers?.get('__value_schema_id')), at)
      count('key', namedBy(record.key, headers?.get('__key_schema_id')), at)
      records++
      if (records % 4096 === 0) onProgress?.(records)
      return false
    },
  }
  await consumeRecords(cluster, input)
  signal?.throwIfAborted()
  const schemas = [...found.values()].toSorted(
    (a, b) => (a.part === b.part ? 0 : a.part === 'value' ? -1 : 1) || b.records - a.records,
  )
  return {records, schemas}
}

const nothing = {id: null, guid: null}

function namedBy(
  bytes: Buffer | null,
  header: Buffer | null | undefined,
): Pick<NamedSchema, 'framing' | 'id' | 'guid'> {
  if (header && header.length >= 17 && header[0] === 1) {
    const hex = header.toString('hex', 1, 17)
    const guid = [8, 12, 16, 20, 32].map((end, i, ends) => hex.slice(ends[i - 1] ?? 0, end)).join('-')
    return {framing: 'header', id: null, guid}
  }
  if (header && header.length >= 5 && header[0] === 0) return {framing: 'header', id: header.readInt32BE(1), guid: null}
  if (bytes === null) return {framing: 'null', ...nothing}
  // Ids start at 1.
  const id = bytes.length >= 5 && bytes[0] === 0 ? bytes.readInt32BE(1) : 0
  return id > 0 ? {framing: 'confluent', id, guid: null} : {framing: 'none', ...nothing}
}
