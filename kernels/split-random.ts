// java.util.SplittableRandom, seeded with 0, as Apache's performance tests make their payloads with it: 64-bit products,
// which JavaScript has only as objects. AssemblyScript, compiled by `npm run kernels`; called by src/lib/wire/split-random.ts.

/** 2^64 divided by the golden ratio: the step of the seed (GOLDEN_GAMMA). */
const gamma: u64 = 0x9e3779b97f4a7c15

let seed: u64 = 0

/** nextInt(), unsigned: a 32-bit variant of Stafford's mix 4. */
@inline
function next(): u32 {
  seed += gamma
  let mixed = seed
  mixed = (mixed ^ (mixed >> 33)) * 0x62a9d9ed799705f5
  return <u32>(((mixed ^ (mixed >> 28)) * 0xcb24d0a5c88c35b3) >> 32)
}

/** nextInt(bound), of a bound from 1 on. */
export function below(bound: u32): u32 {
  const most = bound - 1
  let bits = next()
  if ((bound & most) == 0) return bits & most
  bits >>= 1
  let chosen = bits % bound
  // Java looks for an overflow of int: the last numbers below 2^31 would favour the small results.
  while (<i32>(bits + most - chosen) < 0) {
    bits = next() >> 1
    chosen = bits % bound
  }
  return chosen
}

/** Fills the bytes from `from` to before `to` with letters from A to Z. The bound is a constant, which divides faster. */
export function letters(from: usize, to: usize): void {
  for (; from < to; from++) {
    let bits = next() >> 1
    let chosen = bits % 26
    while (<i32>(bits + 25 - chosen) < 0) {
      bits = next() >> 1
      chosen = bits % 26
    }
    store<u8>(from, <u8>(65 + chosen))
  }
}
