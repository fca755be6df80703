// Records of a batch (magic 2) to text, inside a WebAssembly memory: AssemblyScript, compiled by `npm run kernels`. It prints
// keys, values and numbers between fixed texts, which is most of what is asked for, and stops in front of a record that needs
// somebody who can do more or complain about it. Addresses and cells: src/lib/records/consume/record-printer.ts.

// Cells of 32 bits from 64 on.
const FROM: usize = 64 // of the next record; answer: of the first that was not taken
const END: usize = 68 // where the records in memory end
const BATCH_END: usize = 72 // where those of the batch end; 0: not in memory
const LEFT: usize = 76 // records of the batch; answer: those that were not taken
const MOST: usize = 80 // records to print at most; answer: those that may still be printed
const OUT: usize = 84 // where the text goes; answer: where it ended
const OUT_STOP: usize = 88 // no further record once the text has reached this
const PIECES: usize = 92 // their number
const PARTITION: usize = 96
const APPEND_TIME: usize = 100 // 1: all records have the timestamp of the batch
const LEADER_EPOCH: usize = 104
// Cells of 64 bits, floating point.
const BASE_OFFSET: usize = 128
const FIRST_OFFSET: usize = 136 // records before it are passed over
const END_OFFSET: usize = 144 // the first that is not wanted
const BASE_TIMESTAMP: usize = 152
const REACHED: usize = 160 // answer: the offset behind the last record that was printed; unchanged if none was
const BYTES: usize = 168 // answer: bytes of their keys and values

// A table of pieces: kind, address and length of its text (of keys and values: what stands for null).
const TABLE: usize = 256
const PIECE: usize = 12

const KIND_TEXT: u32 = 0
const KIND_KEY: u32 = 1
const KIND_VALUE: u32 = 2
const KIND_OFFSET: u32 = 3
const KIND_TIMESTAMP: u32 = 4
const KIND_PARTITION: u32 = 5
const KIND_LEADER_EPOCH: u32 = 6
const KIND_KEY_LENGTH: u32 = 7 // and 8: that of the value

const mostSafe: u64 = 9007199254740991 // what a number in JavaScript holds exactly
const mostSize = 65536 // of a record: the text has room for so much behind OUT_STOP
const damaged: i32 = i32.MIN_VALUE // no length is so small

// Where the last number that was read ended.
let after: usize = 0

/** Prints records until one of the limits is reached or one is not plain. */
export function print(): void {
  const end: usize = load<u32>(END)
  const batchEnd: usize = load<u32>(BATCH_END)
  const stop: usize = load<u32>(OUT_STOP)
  const table = TABLE + <usize>load<u32>(PIECES) * PIECE
  const baseOffset = <i64>load<f64>(BASE_OFFSET)
  const firstOffset = <i64>load<f64>(FIRST_OFFSET)
  const endOffset = <i64>load<f64>(END_OFFSET)
  const baseTimestamp = <i64>load<f64>(BASE_TIMESTAMP)
  const appendTime = load<u32>(APPEND_TIME) != 0
  let at: usize = load<u32>(FROM)
  let left = load<u32>(LEFT)
  let most = load<u32>(MOST)
  let to: usize = load<u32>(OUT)
  let reached = <i64>load<f64>(REACHED)
  let bytes: i64 = 0

  // The value and a line feed, which is what most people print, without a look at the table.
  const isLine =
    table == TABLE + 2 * PIECE &&
    load<u32>(TABLE) == KIND_VALUE &&
    load<u32>(TABLE + PIECE) == KIND_TEXT &&
    load<u32>(TABLE + PIECE, 8) == 1
  const lineEnd = load<u8>(load<u32>(TABLE + PIECE, 4))
  while (left > 0 && most > 0 && to < stop && at < end) {
    const size = int(at)
    if (size <= 0 || size > mostSize || <usize>size > end - min(after, end)) break
    const recordEnd = after + size
    if (left == 1 && recordEnd != batchEnd) break
    let position = after + 1 // behind the attributes
    const delta = long(position)
    if (after == 0) break
    position = after
    const offsetDelta = int(position)
    if (offsetDelta == damaged) break
    position = after
    const keyLength = int(position)
    if (keyLength < -1) break
    const key = after
    position = key + max(keyLength, 0)
    if (position >= recordEnd) break
    const valueLength = int(position)
    if (valueLength < -1) break
    const value = after
    position = value + max(valueLength, 0)
    if (position >= recordEnd) break

    const offset = baseOffset + <i64>offsetDelta
    if (offset >= endOffset || <u64>offset > mostSafe) break
    if (offset >= firstOffset) {
      const timestamp = appendTime ? baseTimestamp : baseTimestamp + delta
      if (<u64>timestamp > mostSafe) break
      if (isLine && valueLength >= 0) {
        to = copy(to, value, valueLength)
        store<u8>(to++, lineEnd)
      } else for (let piece = TABLE; piece < table; piece += PIECE) {
        const kind = load<u32>(piece)
        if (kind == KIND_VALUE && valueLength >= 0) to = copy(to, value, valueLength)
        else if (kind == KIND_KEY && keyLength >= 0) to = copy(to, key, keyLength)
        else if (kind <= KIND_VALUE) to = copy(to, load<u32>(piece, 4), load<i32>(piece, 8))
        else if (kind == KIND_OFFSET) to = decimal(to, offset)
        else if (kind == KIND_TIMESTAMP) to = decimal(to, timestamp)
        else if (kind == KIND_PARTITION) to = decimal(to, load<u32>(PARTITION))
        else if (kind == KIND_LEADER_EPOCH) to = signed(to, load<i32>(LEADER_EPOCH))
        else to = signed(to, kind == KIND_KEY_LENGTH ? keyLength : valueLength)
      }
      bytes += max(keyLength, 0) + max(valueLength, 0)
      reached = offset + 1
      most--
    }
    left--
    at = recordEnd
  }
  store<u32>(FROM, <u32>at)
  store<u32>(LEFT, left)
  store<u32>(MOST, most)
  store<u32>(OUT, <u32>to)
  store<f64>(REACHED, <f64>reached)
  store<f64>(BYTES, <f64>bytes)
}

/** A zigzag number of up to five bytes, `damaged` if there are more; `after` is behind it. */
// @ts-ignore: decorator
@inline
function int(at: usize): i32 {
  let byte: u32 = load<u8>(at++)
  let value = byte & 0x7f
  for (let shift: u32 = 7; byte >= 0x80; shift += 7) {
    if (shift > 28) return damaged
    byte = load<u8>(at++)
    value |= (byte & 0x7f) << shift
  }
  after = at
  return <i32>(value >> 1) ^ -(<i32>(value & 1))
}

/** The same for timestamps, up to eight bytes; `after` is 0 if there are more. */
// @ts-ignore: decorator
@inline
function long(at: usize): i64 {
  let byte: u64 = load<u8>(at++)
  let value = byte & 0x7f
  for (let shift: u64 = 7; byte >= 0x80; shift += 7) {
    if (shift > 49) {
      after = 0
      return 0
    }
    byte = load<u8>(at++)
    value |= (byte & 0x7f) << shift
  }
  after = at
  return <i64>(value >> 1) ^ -(<i64>(value & 1))
}

/** 32 bytes at a time: up to 31 behind the text are overwritten, and come from behind the source. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: i32): usize {
  if (length == 1) {
    store<u8>(to, load<u8>(from))
    return to + 1
  }
  if (length > 1024) memory.copy(to, from, length)
  else
    for (let i = 0; i < length; i += 32) {
      store<u64>(to + i, load<u64>(from + i))
      store<u64>(to + i, load<u64>(from + i, 8), 8)
      store<u64>(to + i, load<u64>(from + i, 16), 16)
      store<u64>(to + i, load<u64>(from + i, 24), 24)
    }
  return to + length
}

function signed(to: usize, value: i32): usize {
  if (value >= 0) return decimal(to, value)
  store<u8>(to, 45) // only -1 comes
  return decimal(to + 1, -value)
}

/** In two halves of up to eight digits, whose division is a multiplication. */
function decimal(to: usize, value: u64): usize {
  if (value < 100_000_000) return digits(to, <u32>value, width(<u32>value))
  const high = value / 100_000_000
  if (high < 100_000_000) to = digits(to, <u32>high, width(<u32>high))
  else to = digits(digits(to, <u32>(high / 100_000_000), 1), <u32>(high % 100_000_000), 8)
  return digits(to, <u32>(value % 100_000_000), 8)
}

function width(value: u32): u32 {
  let digits: u32 = 1
  for (; value > 9; value /= 10) digits++
  return digits
}

function digits(to: usize, value: u32, width: u32): usize {
  for (let i = width; i > 0; value /= 10) store<u8>(to + --i, <u8>(48 + (value % 10)))
  return to + width
}
