// One LZ4 block (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md), inside a WebAssembly memory of its own:
// AssemblyScript, compiled by `npm run kernels`. Greedy with one candidate a hash (levels up to 2), or with chains of
// candidates and a look one byte ahead (3 and more). Addresses: src/lib/wire/lz4.ts.

const TABLE: usize = 65536 // positions by hash, 16 bits each
const CHAIN: usize = 131072 // the position before, by position
const SOURCE: usize = 262144
const OUTPUT: usize = 393216
const hashBits: u32 = 13
const chainHashBits: u32 = 15

const minMatch: usize = 4
const lastLiterals: usize = 5 // a block ends with so many literals,
const matchLimit: usize = 12 // and no match begins in the last bytes

/** Compresses the `length` (at most 65,536) bytes at SOURCE to OUTPUT; returns the length, or 0 if it would not be less. */
export function compress(length: usize): usize {
  memory.fill(TABLE, 0, 2 << hashBits)
  const end = SOURCE + length
  const most = OUTPUT + length
  let to = OUTPUT
  let anchor = SOURCE
  if (length > matchLimit) {
    const lastMatch = end - matchLimit
    let at = SOURCE + 1
    let misses: usize = 1 << 5
    while (at < lastMatch) {
      const word = load<u32>(at)
      const entry = TABLE + (((word * 2654435761) >> (32 - hashBits)) << 1)
      const candidate = SOURCE + load<u16>(entry)
      store<u16>(entry, <u16>(at - SOURCE))
      if (load<u32>(candidate) != word) {
        at += misses++ >> 5 // what does not compress is hurried through
        continue
      }
      let start = at
      let match = candidate
      while (start > anchor && match > SOURCE && load<u8>(start - 1) == load<u8>(match - 1)) {
        start--
        match--
      }
      const matched = minMatch + sameBytes(at + minMatch, candidate + minMatch, end - lastLiterals) + (at - start)
      to = sequence(to, anchor, start, start - match, matched, most)
      if (to == 0) return 0
      at = anchor = start + matched
      misses = 1 << 5
      if (at < lastMatch)
        store<u16>(TABLE + (((load<u32>(at - 2) * 2654435761) >> (32 - hashBits)) << 1), <u16>(at - 2 - SOURCE))
    }
  }
  to = literals(to, anchor, end, most)
  return to == 0 ? 0 : to - OUTPUT
}

/** The same in fewer bytes: up to `attempts` candidates are tried at each position. */
export function compressMore(length: usize, attempts: i32): usize {
  memory.fill(TABLE, 0xff, 2 << chainHashBits)
  const end = SOURCE + length
  const most = OUTPUT + length
  let to = OUTPUT
  let anchor = SOURCE
  let known = SOURCE // what is in the chains
  if (length > matchLimit) {
    const lastMatch = end - matchLimit
    let at = SOURCE
    while (at < lastMatch) {
      known = enter(known, at)
      let found = longest(at, end - lastLiterals, attempts, minMatch - 1)
      let size = <usize>(found >> 32)
      if (size < minMatch) {
        at++
        continue
      }
      // Is it better to begin a byte later?
      while (at + 1 < lastMatch) {
        known = enter(known, at + 1)
        const next = longest(at + 1, end - lastLiterals, attempts, size)
        if (<usize>(next >> 32) <= size) break
        found = next
        size = <usize>(next >> 32)
        at++
      }
      to = sequence(to, anchor, at, at - <usize>(found & 0xffffffff), size, most)
      if (to == 0) return 0
      at = anchor = at + size
    }
  }
  to = literals(to, anchor, end, most)
  return to == 0 ? 0 : to - OUTPUT
}

function enter(from: usize, at: usize): usize {
  for (; from < at; from++) {
    const entry = TABLE + (((load<u32>(from) * 2654435761) >> (32 - chainHashBits)) << 1)
    const position = <u16>(from - SOURCE)
    store<u16>(CHAIN + (<usize>position << 1), load<u16>(entry))
    store<u16>(entry, position)
  }
  return from
}

/** Length above, address below; longer than `than`, or 0. */
function longest(at: usize, end: usize, attempts: i32, than: usize): u64 {
  const word = load<u32>(at)
  let best = than
  let where: usize = 0
  let previous = at
  let candidate =
    SOURCE + load<u16>(TABLE + (((word * 2654435761) >> (32 - chainHashBits)) << 1))
  for (; attempts > 0 && candidate < previous; attempts--) {
    if (load<u32>(candidate) == word && (best < minMatch || load<u8>(candidate + best) == load<u8>(at + best))) {
      const size = minMatch + sameBytes(at + minMatch, candidate + minMatch, end)
      if (size > best) {
        best = size
        where = candidate
        if (at + size >= end) break
      }
    }
    previous = candidate
    candidate = SOURCE + load<u16>(CHAIN + ((candidate - SOURCE) << 1))
  }
  return where == 0 ? 0 : ((<u64>best) << 32) | <u64>where
}

/** How many bytes are equal from here on. */
function sameBytes(a: usize, b: usize, end: usize): usize {
  const from = a
  while (a + 8 <= end) {
    const difference = load<u64>(a) ^ load<u64>(b)
    if (difference) return a - from + (<usize>ctz(difference) >> 3)
    a += 8
    b += 8
  }
  while (a < end && load<u8>(a) == load<u8>(b)) {
    a++
    b++
  }
  return a - from
}

function sequence(to: usize, from: usize, until: usize, offset: usize, matched: usize, most: usize): usize {
  const count = until - from
  const more = matched - minMatch
  if (to + 1 + count / 255 + 1 + count + 2 + more / 255 + 1 > most) return 0
  const token = to
  to = run(to + 1, count)
  copy(to, from, count)
  to += count
  store<u16>(to, <u16>offset)
  to = run(to + 2, more)
  store<u8>(token, <u8>((min<usize>(count, 15) << 4) | min<usize>(more, 15)))
  return to
}

function literals(to: usize, from: usize, until: usize, most: usize): usize {
  const count = until - from
  if (to + 1 + count / 255 + 1 + count > most) return 0
  store<u8>(to, <u8>(min<usize>(count, 15) << 4))
  to = run(to + 1, count)
  copy(to, from, count)
  return to + count
}

/** What a length has above the 15 that the token holds. */
// @ts-ignore: decorator
@inline
function run(to: usize, length: usize): usize {
  if (length < 15) return to
  let rest = length - 15
  while (rest >= 255) {
    store<u8>(to++, 255)
    rest -= 255
  }
  store<u8>(to++, <u8>rest)
  return to
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, length: usize): void {
  if (length > 1024) memory.copy(to, from, length)
  // Not vectors: JavaScriptCore has those only on processors with AVX, and this must run everywhere.
  else
    for (let i: usize = 0; i < length; i += 16) {
      store<u64>(to + i, load<u64>(from + i))
      store<u64>(to + i, load<u64>(from + i, 8), 8)
    }
}
