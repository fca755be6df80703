// CRC-32C (Castagnoli) where there is no addon: AssemblyScript, compiled by `npm run kernels`. One checksum has to wait for
// each of its steps, so three parts of 1 KiB are counted side by side, which takes a third of the time of one. The tables
// (src/lib/wire/crc32c-kernel.ts has their addresses) are those of "slicing by eight", and one for joining the parts.

const SLICES: usize = 0 // 8 KiB: what a byte does to the checksum when n more bytes follow it
const SHIFTS: usize = 8192 // 4 KiB: what 1 KiB of zeros makes of each of the checksum's bytes
const PART: usize = 1024

/** Goes on from `crc`, which is inverted neither before nor after. */
export function update(crc: u32, at: usize, end: usize): u32 {
  while (end - at >= 3 * PART) {
    let second: u32 = 0
    let third: u32 = 0
    for (const stop = at + PART; at < stop; at += 8) {
      crc = step(crc, at)
      second = step(second, at + PART)
      third = step(third, at + 2 * PART)
    }
    crc = shift(shift(crc) ^ second) ^ third
    at += 2 * PART
  }
  for (; at + 8 <= end; at += 8) crc = step(crc, at)
  for (; at < end; at++) crc = (crc >> 8) ^ load<u32>(SLICES + (((crc ^ load<u8>(at)) & 0xff) << 2))
  return crc
}

// @ts-ignore: decorator
@inline
function step(crc: u32, at: usize): u32 {
  const word = load<u64>(at) ^ <u64>crc
  const low = <u32>word
  const high = <u32>(word >> 32)
  return (
    load<u32>(SLICES + ((low & 0xff) << 2), 7168) ^
    load<u32>(SLICES + (((low >> 8) & 0xff) << 2), 6144) ^
    load<u32>(SLICES + (((low >> 16) & 0xff) << 2), 5120) ^
    load<u32>(SLICES + ((low >> 24) << 2), 4096) ^
    load<u32>(SLICES + ((high & 0xff) << 2), 3072) ^
    load<u32>(SLICES + (((high >> 8) & 0xff) << 2), 2048) ^
    load<u32>(SLICES + (((high >> 16) & 0xff) << 2), 1024) ^
    load<u32>(SLICES + ((high >> 24) << 2))
  )
}

// @ts-ignore: decorator
@inline
function shift(crc: u32): u32 {
  return (
    load<u32>(SHIFTS + ((crc & 0xff) << 2)) ^
    load<u32>(SHIFTS + (((crc >> 8) & 0xff) << 2), 1024) ^
    load<u32>(SHIFTS + (((crc >> 16) & 0xff) << 2), 2048) ^
    load<u32>(SHIFTS + ((crc >> 24) << 2), 3072)
  )
}
