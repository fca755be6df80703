// Asks a broker fixed questions and records its answers, so that those of two brokers can be compared word by word.
// What differs from one run to the next (ids, ports, times) is replaced by its meaning.
import {isDeepStrictEqual} from 'node:util'
import type {Api} from '../../../src/lib/wire/api.ts'
import {defaultOf} from '../../../src/lib/wire/codec.ts'
import {batchesIn, RecordCursor} from '../../../src/lib/wire/records.ts'
import type {Fields, Got, Sent} from '../../../src/lib/wire/schema.ts'
import {RawClient} from '../raw-client.ts'

const patienceMs = 20_000
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

export class Interview implements Disposable {
  readonly #written: (() => string)[] = []
  readonly #port: number
  readonly #names = new Map<string, string>()
  readonly #started = Date.now()
  readonly #connections: RawClient[] = []

  constructor(port: number) {
    this.#port = port
  }

  /** A connection that lasts as long as the interview. */
  async connect(): Promise<RawClient> {
    const client = await RawClient.open(this.#port)
    this.#connections.push(client)
    return client
  }

  [Symbol.dispose](): void {
    for (const client of this.#connections) client[Symbol.dispose]()
  }

  /** From now on, this id is written as `<name>`, also where it occurred before. */
  call(id: string, name: string): void {
    if (id === '') throw new Error(`${name} has no id`)
    this.#names.set(id, `<${name}>`)
  }

  /** `request vN: {fields that differ from their defaults}`. */
  get lines(): string[] {
    return this.#written.map((line) => line())
  }

  /** Asks on a connection of its own, and records the answer. */
  async ask<Q extends Fields, S extends Fields>(
    what: string,
    api: Api<Q, S>,
    version: number,
    request: Sent<Q>,
    options: {whole?: boolean} = {},
  ): Promise<Got<S>> {
    const client = await RawClient.open(this.#port)
    try {
      const answer = await withPatience(client.call(api, version, request), `${api.name} ${what}`)
      this.write(`${api.name} ${what} v${version}`, api, answer, options)
      return answer
    } finally {
      client[Symbol.dispose]()
    }
  }

  /** Asks without recording anything. */
  async quietly<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    version: number,
    request: Sent<Q>,
  ): Promise<Got<S>> {
    const client = await RawClient.open(this.#port)
    try {
      return await withPatience(client.call(api, version, request), api.name)
    } finally {
      client[Symbol.dispose]()
    }
  }

  write(what: string, api: Api, answer: object, {whole = false}: {whole?: boolean} = {}): void {
    const struct = () => this.#struct(api.response, answer as Record<string, unknown>, whole)
    this.#written.push(() => `${what}: ${JSON.stringify(struct())}`)
  }

  note(what: string, value: unknown): void {
    this.#written.push(() => `${what}: ${JSON.stringify(value)}`)
  }

  /** Only fields that differ from the table's defaults, and for configs that were not set, only their number. */
  #struct(fields: Fields, value: Record<string, unknown>, whole: boolean): Record<string, unknown> {
    const said: Record<string, unknown> = {}
    for (const [name, field] of Object.entries(fields)) {
      const each = value[name]
      if (name === 'throttleTimeMs' || name === 'documentation' || isDeepStrictEqual(each, defaultOf(field))) continue
      if (field.kind === 'array' && Array.isArray(each) && field.items?.fields) {
        const inner = field.items.fields
        const items = each.map((item: Record<string, unknown>) => this.#struct(inner, item, whole))
        const told = name === 'configs' ? items.filter((item) => isTold(item, whole)) : items
        const texts = told.map((item) => JSON.stringify(item)).sort()
        said[name] = texts.map((text) => JSON.parse(text) as unknown)
        if (told.length < items.length) said[`${name}InAll`] = items.length
      } else if (field.kind === 'struct' && field.fields && each !== null) {
        said[name] = this.#struct(field.fields, each as Record<string, unknown>, whole)
      } else said[name] = this.#scalar(name, each)
    }
    return said
  }

  #scalar(name: string, value: unknown): unknown {
    if (Buffer.isBuffer(value)) return name === 'records' ? batches(value, this.#started) : printable(value)
    if (typeof value === 'string') return this.#text(name, value)
    if (typeof value === 'number' && name === 'port') return '<port>'
    return typeof value === 'number' && value >= this.#started ? '<now>' : value
  }

  #text(name: string, value: string): string {
    let text = value
    for (const [id, called] of this.#names) text = text.replaceAll(id, called)
    if (name === 'clusterId' || (name === 'topicId' && text === value)) return `<${name}>`
    return text
      .replaceAll(uuid, '<uuid>')
      .replace(/Timestamp \d+/g, 'Timestamp <time>')
      .replace(/within \[-?\d+, \d+\]/g, 'within [<time>, <time>]')
  }
}

const printable = (bytes: Buffer) => bytes.toString('latin1').replace(/[^ -~]/g, '')

/** Defaults are only counted; min.insync.replicas is a config that a new Kafka cluster sets by itself (KIP-966). */
function isTold({configSource, name}: Record<string, unknown>, whole: boolean): boolean {
  return whole || (configSource !== 5 && !(configSource === 3 && name === 'min.insync.replicas'))
}

/** Every batch with the content of its header, and every record. */
function batches(records: Buffer, since: number): string[] {
  const text = (bytes: Buffer | null) => bytes?.toString() ?? 'null'
  const time = (timestamp: number) => (timestamp >= since ? '<now>' : String(timestamp))
  return [...batchesIn(records)].map((batch) => {
    const cursor = new RecordCursor().open(batch)
    const texts: string[] = []
    while (cursor.next())
      texts.push(`${cursor.offset}@${time(cursor.timestamp)} ${text(cursor.key)}=${text(cursor.value)}`)
    const {baseOffset, leaderEpoch, compression, appendTime, producerId, baseSequence, baseTimestamp} = batch
    const times = `${time(baseTimestamp)} to ${time(batch.maxTimestamp)}${appendTime ? ' of arrival' : ''}`
    const producer = producerId < 0 ? '' : ` producer sequence ${baseSequence}`
    return `${baseOffset} epoch ${leaderEpoch} codec ${compression} ${times}${producer}: ${texts.join(', ').slice(0, 200)}`
  })
}

export async function withPatience<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, patienceMs, new Error(`no answer to ${what}`))
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
