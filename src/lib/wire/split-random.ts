// java.util.SplittableRandom with seed 0: the payloads of Apache's performance tests, letter by letter.
import {splitRandomCode} from './split-random-code.ts'
import {loadKernel, prepareKernel} from './web-assembly.ts'

interface Exports {
  below(bound: number): number
  letters(from: number, to: number): void
}

const pageSize = 65_536

export class SplitRandom {
  /** What `letters` fills; at least as many bytes as were asked for. */
  readonly room: Uint8Array
  readonly #exports: Exports

  /** Raises RangeError where so much memory is not to be had. */
  constructor(bytes = 0) {
    const {exports, memory} = loadKernel<Exports>(splitRandomCode, 1 + Math.ceil(bytes / pageSize))
    this.#exports = exports
    this.room = memory.subarray(pageSize)
  }

  /** To be awaited before the first is made: WebAssembly is compiled once. */
  static prepare(): Promise<void> {
    return prepareKernel(splitRandomCode)
  }

  /** nextInt(bound): from 0 to before `bound`, which is from 1 to 2^31 - 1. */
  below(bound: number): number {
    return this.#exports.below(bound)
  }

  /** Letters from A to Z in the first `bytes` of `room`: one nextInt(26) for each. */
  letters(bytes: number): void {
    this.#exports.letters(pageSize, pageSize + bytes)
  }
}
