// Counts the schemas that the records of a topic name, by ids and guids. Payloads are not read, and no registry is
// asked.
import type {Cluster} from '../cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from '../records/consume/consume.ts'
import {Headers} from '../records/consume/decoding.ts'
import type {Start} from '../records/consume/start.ts'
import {Frame} from '../serdes/framing.ts'
import {DecodeError} from '../serdes/serde-error.ts'
import type {RecordCursor} from '../wire/records.ts'

/** Keys or values that name the same schema in the same way. */
export interface NamedSchema {
  readonly part: 'key' | 'value'
  /**
   * `confluent`: a zero byte and the id in front. `header`: in a header of the record. `none`: no schema is named;
   * `broken`: the name cannot be read; `null`: there is no key, or no value.
   */
  readonly framing: 'confluent' | 'header' | 'apicurio' | 'glue' | 'single-object' | 'none' | 'broken' | 'null'
  readonly id: number | null
  readonly guid: string | null
  readonly records: number
  /** The first occurrence: `orders-0@17`. */
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

/** Reads up to the present end. Throws what consumeRecords throws. */
export async function topicSchemas(
  cluster: Cluster,
  {topic, start, signal, onProgress}: TopicSchemasInput,
): Promise<TopicSchemas> {
  const found = new Map<string, Counted>()
  let records = 0
  const [keys, values] = [new Naming('key'), new Naming('value')]
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
    // Nothing is taken, so nothing is written: the filter only examines the records.
    format: () => undefined,
    output: {write: () => Promise.resolve()},
    signal,
    filter: (record, place) => {
      const at = `${place.topic}-${place.partition}@${record.offset}`
      count('value', values.of(record, record.valueStart, record.valueLength), at)
      count('key', keys.of(record, record.keyStart, record.keyLength), at)
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

type Named = Pick<NamedSchema, 'framing' | 'id' | 'guid'>

/** One instance for keys, one for values. */
class Naming {
  readonly #frame: Frame
  readonly #headers = new Headers()

  constructor(part: 'key' | 'value') {
    this.#frame = new Frame('auto', part)
  }

  of(record: RecordCursor, start: number, length: number): Named {
    const nothing = {id: null, guid: null}
    if (length < 0) return {framing: 'null', ...nothing}
    const frame = this.#frame
    this.#headers.of(record)
    try {
      if (!frame.read(record.bytes, start, start + length, this.#headers)) return {framing: 'none', ...nothing}
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return {framing: 'broken', ...nothing}
    }
    switch (frame.key) {
      case 'id':
        return {framing: frame.inHeaders ? 'header' : 'confluent', id: frame.id, guid: null}
      case 'guid':
        return {framing: 'header', id: null, guid: frame.guid}
      case 'glue':
        return {framing: 'glue', id: null, guid: frame.guid}
      case 'fingerprint':
        return {framing: 'single-object', ...nothing}
      // Apicurio's ids equal those of its Confluent API as long as a schema was registered only once.
      default:
        return {framing: 'apicurio', id: Number(frame.wideId), guid: null}
    }
  }
}
