// java.util.Random: a linear congruential generator of 48 bits.

const multiplier = 0x5deece66dn
const mask = 2n ** 48n - 1n

export class JavaRandom {
  #state: bigint

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ multiplier) & mask
  }

  /** nextInt(bound), of a bound that is no power of two. */
  below(bound: number): number {
    for (;;) {
      this.#state = (this.#state * multiplier + 0xbn) & mask
      const bits = Number(this.#state >> 17n)
      const chosen = bits % bound
      // Java looks for an overflow of int here: the last numbers below 2^31 would favour the small results.
      if (bits - chosen + (bound - 1) < 2 ** 31) return chosen
    }
  }
}
