import {readFileSync} from 'node:fs'
import {gunzipSync} from 'node:zlib'

export interface FixtureRecord {
  readonly offset: number
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headers: readonly (readonly [name: string, value: string | null])[]
}
export interface FixtureCase {
  readonly name: string
  /** By codec. */
  readonly batches: Readonly<Record<string, Buffer>>
  /** Keys, values, header names and values in hex. */
  readonly records: readonly FixtureRecord[]
}

const nullable = (text: string) => (text === '-' ? null : text)

/** Records that Kafka's own classes wrote: see RecordBatches.java. */
export function recordFixtures(): FixtureCase[] {
  const file = gunzipSync(readFileSync(new URL('../fixtures/wire/record-batches.txt.gz', import.meta.url)))
  const cases = new Map<string, {name: string; batches: Record<string, Buffer>; records: FixtureRecord[]}>()
  let current = ''
  for (const line of file.toString().trimEnd().split('\n')) {
    const [kind, first = '', second = '', third = '', fourth = '', ...headers] = line.split(' ')
    if (kind === 'batch') {
      current = first
      const known = cases.get(first) ?? {name: first, batches: {}, records: []}
      known.batches[second] = Buffer.from(third, 'hex')
      cases.set(first, known)
    } else {
      cases.get(current)?.records.push({
        offset: Number(first),
        timestamp: Number(second),
        key: nullable(third),
        value: nullable(fourth),
        headers: headers.map((header) => {
          const [name = '', value = ''] = header.split('=')
          return [name, nullable(value)]
        }),
      })
    }
  }
  return [...cases.values()]
}
