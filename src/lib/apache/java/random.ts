// java.util.Random: a linear congruential generator of 48 bits.

const multiplier = 0x5deece66dn
const mask = 2n ** 48n - 1n

export class JavaRandom {
  #state: bigint

  constructor(seed: number) {
    this.#state = (BigInt(seed) ^ multiplier) & mask
  }

  /** nextInt(bound), for a bound that is not a power of two. */
  below(bound: number): number {
    for (;;) {
      this.#state = (this.#state * multiplier + 0xbn) & mask
      const bits = Number(this.#state >> 17n)
      const chosen = bits % bound
      // Java checks for an overflow of int here, because the last numbers below 2^31 would favour small results.
      if (bits - chosen + (bound - 1) < 2 ** 31) return chosen
    }
  }
}
