// java.util.SplittableRandom with seed 0, which generates the payloads of Apache's performance tests.
import {splitRandomCode} from './split-random-code.ts'
import {loadKernel, prepareKernel} from './web-assembly.ts'

interface Exports {
  below(bound: number): number
  letters(from: number, to: number): void
}

const pageSize = 65_536

export class SplitRandom {
  /** The buffer that `letters` fills; at least as many bytes as were requested. */
  readonly room: Uint8Array
  readonly #exports: Exports

  /** Throws RangeError if there is not enough memory. */
  constructor(bytes = 0) {
    const {exports, memory} = loadKernel<Exports>(splitRandomCode, 1 + Math.ceil(bytes / pageSize))
    this.#exports = exports
    this.room = memory.subarray(pageSize)
  }

  /** Await this before the first instance is made: WebAssembly is compiled once. */
  static prepare(): Promise<void> {
    return prepareKernel(splitRandomCode)
  }

  /** nextInt(bound): from 0 up to `bound`, exclusive; `bound` is from 1 to 2^31 - 1. */
  below(bound: number): number {
    return this.#exports.below(bound)
  }

  /** Writes letters from A to Z to the first `bytes` of `room`, with one nextInt(26) for each. */
  letters(bytes: number): void {
    this.#exports.letters(pageSize, pageSize + bytes)
  }
}
