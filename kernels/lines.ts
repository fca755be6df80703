// Lines of text to records of a batch (magic 2), inside a WebAssembly memory: AssemblyScript, compiled by `npm run kernels`.
// A million records of 100 bytes cost 40 ms here and 600 ms in JavaScript, where each copy needs an object (a subarray).
// Addresses and cells: src/lib/wire/line-kernel.ts.

// Cells of 32 bits from 64 on.
const AT: usize = 64 // where the next line begins
const END: usize = 68 // where the input ends
const LANE: usize = 72 // answer: the lane that has no room
const SKIP_LF: usize = 76 // the \n of a \r\n still comes
const ANY_LINE_END: usize = 80
const KEY_MODE: usize = 84 // 0: no key, 1: in front of the separator, 2: the same for all
const SEPARATOR_LENGTH: usize = 88
const KEY_LENGTH: usize = 92 // of the key that is the same for all
const NULL_LENGTH: usize = 96 // of the text that means null; -1: none does
const HEADERS_LENGTH: usize = 100 // of the encoded headers, their number included
const PARTITIONER: usize = 104 // 0: everything to the sticky partition, 1: murmur2, 2: crc32
const PARTITIONS: usize = 108
const STICKY: usize = 112
const MAX_LINE: usize = 116
const LINE_END: usize = 120 // answer: of the line that was not taken
// Cells of 64 bits, floating point.
const ORDINAL: usize = 136 // of the last record taken
const BYTES: usize = 144 // of keys and values taken
const NOW: usize = 152

const SEPARATOR: usize = 4096
const NULL_MARKER: usize = 8192
const KEY: usize = 12288
const HEADERS: usize = 16384
const CRC_TABLE: usize = 61440 // 1 KiB
const LANES: usize = 65536
const LANE_SIZE: usize = 32

// What of a lane: address of the next record (0: no buffer), end of the buffer, records, address of their ordinals,
// first and largest timestamp.
const POSITION: usize = 0
const LIMIT: usize = 4
const COUNT: usize = 8
const ORDINALS: usize = 12
const FIRST_TIMESTAMP: usize = 16
const MAX_TIMESTAMP: usize = 24

const usedUp: i32 = 0
const noRoom: i32 = 1
const notPlain: i32 = 2

/** Takes lines until the input is used up, a lane has no room, or a line needs somebody who can complain about it. */
export function take(): i32 {
  let at: usize = load<u32>(AT)
  const end: usize = load<u32>(END)
  if (load<u32>(SKIP_LF) && at < end) {
    store<u32>(SKIP_LF, 0)
    if (load<u8>(at) == 10) at++
  }
  const anyEnd = load<u32>(ANY_LINE_END) != 0
  const keyMode = load<u32>(KEY_MODE)
  const separatorLength: usize = load<u32>(SEPARATOR_LENGTH)
  const nullLength = load<i32>(NULL_LENGTH)
  const headersLength: usize = load<u32>(HEADERS_LENGTH)
  const partitioner = load<u32>(PARTITIONER)
  const partitions = load<u32>(PARTITIONS)
  const sticky: usize = load<u32>(STICKY)
  const maxLine: usize = load<u32>(MAX_LINE)
  const now = load<f64>(NOW)
  let ordinal = load<f64>(ORDINAL)
  let bytes: i64 = 0
  let answer = usedUp

  while (at < end) {
    const lineEnd = anyEnd ? eitherEnd(at, end) : find(at, end, 10)
    if (lineEnd >= end) break
    if (lineEnd - at > maxLine) {
      store<u32>(LINE_END, <u32>lineEnd)
      answer = notPlain
      break
    }
    let key: usize = 0
    let keyLength: i32 = -1
    let value = at
    if (keyMode == 1) {
      const separator = findText(at, lineEnd, SEPARATOR, separatorLength)
      if (separator == lineEnd) {
        store<u32>(LINE_END, <u32>lineEnd)
        answer = notPlain
        break
      }
      key = at
      keyLength = <i32>(separator - at)
      value = separator + separatorLength
      if (keyLength == nullLength && same(key, NULL_MARKER, keyLength)) keyLength = -1
    } else if (keyMode == 2) {
      key = KEY
      keyLength = load<i32>(KEY_LENGTH)
    }
    let valueLength = <i32>(lineEnd - value)
    if (valueLength == nullLength && same(value, NULL_MARKER, valueLength)) valueLength = -1

    let lane = sticky
    if (keyLength >= 0) {
      if (partitioner == 1) lane = (murmur2(key, keyLength) & 0x7fffffff) % partitions
      else if (partitioner == 2 && keyLength > 0) lane = crc32(key, keyLength) % partitions
    }
    const entry = LANES + lane * LANE_SIZE
    let to: usize = load<u32>(entry, POSITION)
    const count = load<i32>(entry, COUNT)
    const delta: i64 = count == 0 ? 0 : <i64>(now - load<f64>(entry, FIRST_TIMESTAMP))
    const zigzag: u64 = (delta << 1) ^ (delta >> 63)
    const dataBytes = max(keyLength, 0) + max(valueLength, 0)
    const size: usize =
      1 + longSize(zigzag) + intSize(count) + intSize(keyLength) + intSize(valueLength) + dataBytes + headersLength
    if (to == 0 || to + size + intSize(<i32>size) > load<u32>(entry, LIMIT)) {
      store<u32>(LANE, <u32>lane)
      store<u32>(LINE_END, <u32>lineEnd)
      answer = noRoom
      break
    }
    to = int(to, <i32>size)
    store<u8>(to++, 0)
    to = long(to, zigzag)
    to = int(to, count)
    to = int(to, keyLength)
    if (keyLength > 0) {
      copy(to, key, keyLength)
      to += keyLength
    }
    to = int(to, valueLength)
    if (valueLength > 0) {
      copy(to, value, valueLength)
      to += valueLength
    }
    if (headersLength == 1) store<u8>(to++, 0)
    else {
      copy(to, HEADERS, <i32>headersLength)
      to += headersLength
    }
    if (count == 0) {
      store<f64>(entry, now, FIRST_TIMESTAMP)
      store<f64>(entry, now, MAX_TIMESTAMP)
    } else if (now > load<f64>(entry, MAX_TIMESTAMP)) store<f64>(entry, now, MAX_TIMESTAMP)
    ordinal += 1
    store<f64>(<usize>load<u32>(entry, ORDINALS) + <usize>count * 8, ordinal)
    store<u32>(entry, <u32>to, POSITION)
    store<i32>(entry, count + 1, COUNT)
    bytes += dataBytes

    at = lineEnd + 1
    if (anyEnd && load<u8>(lineEnd) == 13) {
      if (at == end) store<u32>(SKIP_LF, 1)
      else if (load<u8>(at) == 10) at++
    }
  }
  store<u32>(AT, <u32>at)
  store<f64>(ORDINAL, ordinal)
  store<f64>(BYTES, load<f64>(BYTES) + <f64>bytes)
  return answer
}

/** `end` if it is not there. Reads up to 15 bytes beyond. */
// @ts-ignore: decorator
@inline
function find(from: usize, end: usize, byte: u8): usize {
  const wanted = i8x16.splat(<i8>byte)
  for (let at = from; at < end; at += 16) {
    const hits = i8x16.bitmask(i8x16.eq(v128.load(at), wanted))
    if (hits) return min(at + ctz(hits), end)
  }
  return end
}

/** The next \n or \r. */
// @ts-ignore: decorator
@inline
function eitherEnd(from: usize, end: usize): usize {
  const lf = i8x16.splat(10)
  const cr = i8x16.splat(13)
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at)
    const hits = i8x16.bitmask(v128.or(i8x16.eq(bytes, lf), i8x16.eq(bytes, cr)))
    if (hits) return min(at + ctz(hits), end)
  }
  return end
}

function findText(from: usize, end: usize, text: usize, length: usize): usize {
  const first = load<u8>(text)
  for (let at = find(from, end, first); at < end; at = find(at + 1, end, first)) {
    if (at + length > end) return end
    if (length == 1 || same(at, text, <i32>length)) return at
  }
  return end
}

function same(a: usize, b: usize, length: i32): bool {
  for (let i: usize = 0; i < <usize>length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false
  return true
}

/** Writes up to 15 bytes too many: buffers have that room behind them. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: i32): void {
  if (length > 1024) memory.copy(to, from, <usize>length)
  else for (let i: usize = 0; i < <usize>length; i += 16) v128.store(to + i, v128.load(from + i))
}

// @ts-ignore: decorator
@inline
function int(to: usize, value: i32): usize {
  let rest: u32 = (value << 1) ^ (value >> 31)
  while (rest > 0x7f) {
    store<u8>(to++, <u8>(rest | 0x80))
    rest >>= 7
  }
  store<u8>(to++, <u8>rest)
  return to
}

// @ts-ignore: decorator
@inline
function long(to: usize, zigzag: u64): usize {
  let rest = zigzag
  while (rest > 0x7f) {
    store<u8>(to++, <u8>(rest | 0x80))
    rest >>= 7
  }
  store<u8>(to++, <u8>rest)
  return to
}

// @ts-ignore: decorator
@inline
function intSize(value: i32): usize {
  const rest: u32 = (value << 1) ^ (value >> 31)
  return rest < 0x80 ? 1 : rest < 0x4000 ? 2 : rest < 0x200000 ? 3 : rest < 0x10000000 ? 4 : 5
}

// @ts-ignore: decorator
@inline
function longSize(zigzag: u64): usize {
  let size: usize = 1
  for (let rest = zigzag; rest > 0x7f; rest >>= 7) size++
  return size
}

/** As Kafka's Java clients have it. */
function murmur2(from: usize, length: i32): u32 {
  const m: u32 = 0x5bd1e995
  let h: u32 = 0x9747b28c ^ <u32>length
  let at = from
  for (const whole = from + (length & ~3); at < whole; at += 4) {
    let k = load<u32>(at) * m
    k ^= k >> 24
    h = (h * m) ^ (k * m)
  }
  const rest = length & 3
  if (rest > 2) h ^= <u32>load<u8>(at, 2) << 16
  if (rest > 1) h ^= <u32>load<u8>(at, 1) << 8
  if (rest > 0) h = (h ^ <u32>load<u8>(at)) * m
  h ^= h >> 13
  h *= m
  return h ^ (h >> 15)
}

function crc32(from: usize, length: i32): u32 {
  if (load<u32>(CRC_TABLE + 4) == 0) fillCrcTable()
  let crc: u32 = 0xffffffff
  for (let i: usize = 0; i < <usize>length; i++)
    crc = load<u32>(CRC_TABLE + ((crc ^ load<u8>(from + i)) & 0xff) * 4) ^ (crc >> 8)
  return ~crc
}

function fillCrcTable(): void {
  for (let byte: u32 = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xedb88320 : crc >> 1
    store<u32>(CRC_TABLE + byte * 4, crc)
  }
}
