// Malformed bytes for everything that reads bytes from the network: frames, messages, record batches, compressed
// data, and what members tell each other. The right result is a value, or an error that says what is wrong. Any other
// error is wrong, and so is more memory than the bytes could need. A hang shows itself. (Keys and values:
// fuzz-payloads.ts.)
import {readFileSync} from 'node:fs'
import {Readable} from 'node:stream'
import {gunzipSync} from 'node:zlib'
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../src/lib/apis/consumer-protocol.ts'
import {BatchRecords} from '../../src/lib/log-files/batch-records.ts'
import {BatchWalk} from '../../src/lib/log-files/batch-walk.ts'
import {streamSource} from '../../src/lib/log-files/byte-source.ts'
import {CoordinatorReader} from '../../src/lib/log-files/coordinator-records.ts'
import {FramedReader} from '../../src/lib/log-files/framed-records.ts'
import {
  consumerGroupRecords,
  groupMetadataRecords,
  offsetRecords,
} from '../../src/lib/log-files/tables/group-records.ts'
import {metadataRecords} from '../../src/lib/log-files/tables/metadata-records.ts'
import {DecodeError} from '../../src/lib/serdes/serde-error.ts'
import type {Api} from '../../src/lib/wire/api.ts'
import {BatchWriter} from '../../src/lib/wire/batch-writer.ts'
import {Reader} from '../../src/lib/wire/buffers.ts'
import {compress, compressionNames, decompress} from '../../src/lib/wire/compression.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'
import {crc32c} from '../../src/lib/wire/crc32c.ts'
import {FrameReader} from '../../src/lib/wire/frames.ts'
import {NotKafka} from '../../src/lib/wire/not-kafka.ts'
import {batchesIn, RecordCursor, unpackAside} from '../../src/lib/wire/records.ts'
import {payloadTargets} from './fuzz-payloads.ts'
import {recordFixtures} from './record-fixtures.ts'
import {allTables} from './tables.ts'

export interface Target {
  readonly name: string
  /** Valid inputs, to be mutated. */
  readonly seeds: readonly Buffer[]
  /** Reads the whole input. Returns the most bytes that it made of it, if that is known. */
  read(input: Buffer, random: Random): number | void | Promise<number | void>
  /** How many bytes an input may become; not checked unless given. */
  mayBecome?(input: Buffer): number
}
export type Random = (below: number) => number

/** Lehmer's generator: the same inputs for the same seed. */
export function generator(seed: number): Random {
  let state = (Math.abs(Math.floor(seed)) % 2_147_483_646) + 1
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

/** Throws if the target throws another error than it should, with the input in hex. */
export async function fuzzOnce({name, seeds, read, mayBecome}: Target, seed: number): Promise<'value' | 'refused'> {
  const random = generator(seed)
  const input = inputFrom(seeds, random)
  try {
    const made = (await read(input, random)) ?? 0
    const most = mayBecome?.(input) ?? Infinity
    if (made > most) throw new Error(`${made} bytes made of ${input.length}, ${most} are possible`)
    return 'value'
  } catch (error) {
    if (error instanceof CorruptData || error instanceof NotKafka || error instanceof DecodeError) return 'refused'
    const shown = input.length > 2000 ? `${input.subarray(0, 2000).toString('hex')}… (${input.length} bytes)` : input.toString('hex') // prettier-ignore
    throw new Error(`${name}, seed ${seed}: ${(error as Error).message}\ninput: ${shown}`, {cause: error})
  }
}

function inputFrom(seeds: readonly Buffer[], random: Random): Buffer {
  if (seeds.length === 0 || random(8) === 0)
    return Buffer.from(Array.from({length: random(random(4) === 0 ? 2000 : 60)}, () => random(256)))
  let bytes = Buffer.from(seeds[random(seeds.length)] ?? [])
  for (let changes = random(4); changes >= 0; changes--) bytes = mutated(bytes, seeds, random)
  return bytes
}

const telling = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x40]

function mutated(bytes: Buffer, seeds: readonly Buffer[], random: Random): Buffer<ArrayBuffer> {
  const at = random(bytes.length + 1)
  const copy = Buffer.from(bytes)
  switch (random(7)) {
    case 0:
      return copy.subarray(0, at)
    case 1:
      if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 << random(8))
      return copy
    case 2:
      if (at < copy.length) copy[at] = telling[random(telling.length)] ?? 0
      return copy
    case 3: // a length that is far too large, or negative
      if (at + 4 <= copy.length) copy.writeInt32BE([0x7fff_ffff, -1, -2, 0x0fff_ffff, 65_536][random(5)] ?? 0, at)
      return copy
    case 4:
      return Buffer.concat([copy.subarray(0, at), Buffer.alloc(1 + random(20), random(256)), copy.subarray(at)])
    case 5: {
      const other = seeds[random(seeds.length)] ?? copy
      return Buffer.concat([copy.subarray(0, at), other.subarray(random(other.length + 1))])
    }
    default: {
      const until = Math.min(copy.length, at + random(30))
      return Buffer.concat([copy.subarray(0, at), copy.subarray(until)])
    }
  }
}

/** Everything that reads bytes from elsewhere. */
export async function fuzzTargets(): Promise<Target[]> {
  return [
    frames(),
    ...(await messages()),
    ...embedded(),
    ...batches(),
    ...codecs(),
    logFile(),
    ...storedRecords(),
    ...(await payloadTargets()),
  ]
}

/** A file of a broker, as kafkit dump-log reads it: in pieces, as far as it is well-formed. */
function logFile(): Target {
  return {
    name: 'log file',
    seeds: recordFixtures().flatMap(({batches}) => Object.values(batches)),
    async read(input, random) {
      const half = random(input.length + 1)
      const source = streamSource(Readable.from([input.subarray(0, half), input.subarray(half)]))
      const walk = new BatchWalk(source, {name: 'log', window: 64 + random(200)})
      const records = new BatchRecords()
      let made = 0
      while (await walk.next()) {
        records.open(walk)
        while (records.next())
          made += (records.key?.length ?? 0) + (records.value?.length ?? 0) + records.headers().length
      }
      await walk.leftOver()
      return made
    },
  }
}

/** Records of Kafka's internal logs. */
function storedRecords(): Target[] {
  const groups = new CoordinatorReader({...offsetRecords, ...groupMetadataRecords, ...consumerGroupRecords})
  const metadata = new FramedReader(metadataRecords)
  return [
    {
      name: 'group records',
      seeds: [],
      read: (input) => void groups.read(input.subarray(0, 20), input.subarray(20), true),
    },
    {
      name: 'metadata records',
      seeds: [Buffer.from([1, 2, 0, 2, 97, ...Buffer.alloc(16, 1), 0])],
      read: (input) => void metadata.read(input),
    },
  ]
}

function frames(): Target {
  const frame = (size: number) => {
    const bytes = Buffer.alloc(4 + size)
    bytes.writeInt32BE(size)
    return bytes
  }
  return {
    name: 'frames',
    seeds: [frame(4), frame(20), Buffer.concat([frame(9), frame(300), frame(4)])],
    read(input, random) {
      let delivered = 0
      let allocated = 0
      const reader = new FrameReader(
        (_, body) => (delivered += body.length),
        (size) => {
          allocated += size
          return Buffer.allocUnsafeSlow(Math.min(size, 2 ** 20)) // the announced bytes have not arrived yet
        },
      )
      for (let at = 0; at < input.length;) {
        const length = 1 + random(12)
        reader.push(input.subarray(at, at + length))
        at += length
        // Beyond this size the test's buffer would be too small; a real one waits for the rest.
        if (allocated > 2 ** 20) return delivered
      }
      return delivered
    },
    mayBecome: (input) => input.length,
  }
}

async function messages(): Promise<Target[]> {
  const path = new URL('../fixtures/wire/random-messages.txt.gz', import.meta.url)
  const seeds = new Map<string, Buffer[]>()
  for (const line of gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')) {
    const [key = '', version = '', side = '', hex = ''] = line.split(' ')
    const id = `${key} ${version} ${side}`
    seeds.set(id, [...(seeds.get(id) ?? []), Buffer.from(hex, 'hex')])
  }
  return (await allTables()).flatMap(({name, api}) =>
    [api.versions[0], api.versions[1]].flatMap((version) =>
      (['request', 'response'] as const).map((side) => message(name, api, version, side, seeds)),
    ),
  )
}

function message(
  name: string,
  api: Api,
  version: number,
  side: 'request' | 'response',
  seeds: ReadonlyMap<string, Buffer[]>,
): Target {
  return {
    name: `${name} v${version} ${side}`,
    seeds: seeds.get(`${api.key} ${version} ${side}`) ?? [],
    read: (input) => {
      if (side === 'response') return itemsOf(api.decode(input, version))
      // Requests are read by the practice broker and by tests, with the same codec.
      const codec = api.codec('request', version)
      return itemsOf(codec.read(new Reader(input)))
    },
    mayBecome: (input) => input.length + 1,
  }
}

/** The number of items in arrays and of bytes in strings, each of which must have been in the input. */
function itemsOf(value: unknown): number {
  if (Buffer.isBuffer(value)) return value.length
  if (Array.isArray(value)) return value.length + Math.max(0, ...value.map(itemsOf))
  if (typeof value === 'object' && value !== null) return Math.max(0, ...Object.values(value).map(itemsOf))
  return 0
}

function embedded(): Target[] {
  const subscription = consumerProtocolSubscription.encode({topics: ['a', 'b'], userData: Buffer.from('u'), ownedPartitions: [{topic: 'a', partitions: [0, 1]}], generationId: 3, rackId: 'r'}) // prettier-ignore
  const assignment = consumerProtocolAssignment.encode({assignedPartitions: [{topic: 'a', partitions: [0, 1, 2]}], userData: null}) // prettier-ignore
  return [
    {name: 'subscription', seeds: [subscription], read: (input) => void consumerProtocolSubscription.decode(input)},
    {name: 'assignment', seeds: [assignment], read: (input) => void consumerProtocolAssignment.decode(input)},
  ]
}

function batches(): Target[] {
  const apache = recordFixtures().flatMap((each) => Object.values(each.batches))
  const ours = compressionNames.map((_, compression) => {
    const writer = new BatchWriter(100_000)
    for (let at = 0; at < 40; at++)
      writer.add(slice(`value ${at}`), slice(`${at}`), 1000 + at, [[Buffer.from('h'), null]])
    return Buffer.from(writer.seal({compression}))
  })
  const readAll = async (input: Buffer) => {
    let bytes = 0
    for (const batch of batchesIn(input)) {
      const cursor = new RecordCursor()
      const unpacked = await unpackAside(batch)
      cursor.open(batch, unpacked)
      while (cursor.next()) {
        bytes += cursor.keyLength + cursor.valueLength
        void cursor.key
        void cursor.value
        if (cursor.headerCount > 0) cursor.rawHeaders()
      }
    }
    return bytes
  }
  const seeds = [...apache, ...ours]
  return [
    {name: 'batches', seeds, read: readAll},
    // With the right checksum, so that the code after the check is reached.
    {name: 'batches with a right checksum', seeds, read: (input) => readAll(withChecksums(input))},
    {name: 'old messages', seeds: [], read: (input) => readAll(oldMessage(input))},
  ]
}

function withChecksums(input: Buffer): Buffer {
  const bytes = Buffer.from(input)
  for (let at = 0; at + 61 <= bytes.length;) {
    const size = bytes.readInt32BE(at + 8)
    if (size < 49 || size > bytes.length - at - 12) break
    if (bytes[at + 16] === 2) bytes.writeUInt32BE(crc32c(bytes.subarray(at + 21, at + 12 + size)), at + 17)
    at += 12 + size
  }
  return bytes
}

/** Any bytes as a message of magic 0 or 1. The checksum is mostly wrong, which is one of the possible results. */
function oldMessage(content: Buffer): Buffer {
  const head = Buffer.alloc(17)
  head.writeInt32BE(5 + content.length, 8)
  head.writeInt8((content[0] ?? 0) & 1, 16)
  return Buffer.concat([head, content])
}

function codecs(): Target[] {
  const text = Buffer.from('again and again and again, '.repeat(60))
  const limit = 2 ** 20
  return compressionNames.slice(1).map((name, at) => ({
    name: `${name} data`,
    seeds: [compress(at + 1, text), compress(at + 1, Buffer.from('x')), compress(at + 1, Buffer.alloc(3000, 'ab'))],
    read: (input) => decompress(at + 1, input, limit).length,
    mayBecome: () => limit,
  }))
}

const slice = (text: string) => ({bytes: Buffer.from(text), start: 0, end: Buffer.byteLength(text)})
