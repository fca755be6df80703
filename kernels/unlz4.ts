// Decompresses LZ4 blocks (https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md) inside a WebAssembly memory of its
// own: AssemblyScript, compiled by `npm run kernels`. Addresses: src/lib/wire/unlz4.ts, which also sees to it that 64 bytes
// behind source and output are there to be read and overwritten.

/**
 * One block from `from` to before `end`, to `to`; matches may reach back to `oldest`, output ends before `limit`. Returns
 * where the output ended, or 0 for a damaged block.
 */
export function decompress(from: usize, end: usize, to: usize, oldest: usize, limit: usize): usize {
  while (from < end) {
    const token: u32 = load<u8>(from++)
    let count: usize = token >> 4
    if (count == 15) {
      let more: u32
      do {
        if (from >= end) return 0
        more = load<u8>(from++)
        count += more
      } while (more == 255)
    }
    if (count > end - from || count > limit - to) return 0
    // Sixteen at a time, a little more than needed: what is too much is overwritten.
    for (let i: usize = 0; i < count; i += 16) copy16(to + i, from + i)
    from += count
    to += count
    if (from == end) return to // the last sequence has no match

    if (end - from < 2) return 0
    const offset: usize = load<u16>(from)
    from += 2
    let length: usize = token & 15
    if (length == 15) {
      let more: u32
      do {
        if (from >= end) return 0
        more = load<u8>(from++)
        length += more
      } while (more == 255)
    }
    length += 4
    if (offset == 0 || offset > to - oldest || length > limit - to) return 0
    let match = to - offset
    const stop = to + length
    if (offset >= 16) {
      for (; to < stop; to += 16, match += 16) copy16(to, match)
    } else if (offset >= 8) {
      for (; to < stop; to += 8, match += 8) store<u64>(to, load<u64>(match))
    } else {
      for (; to < stop; to++, match++) store<u8>(to, load<u8>(match))
    }
    to = stop
  }
  return 0
}

/** Not one vector: JavaScriptCore has those only on processors with AVX, and this must run everywhere. */
// @ts-ignore: decorator
@inline
function copy16(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from))
  store<u64>(to, load<u64>(from, 8), 8)
}
