// Sizes of the records whose delivery has not been reported yet: Apache's error messages name those of key and value.

export interface SentSize {
  /** Bytes; -1 for null. */
  readonly key: number
  readonly value: number
}

const free = -2

/**
 * A ring buffer, so that nothing is allocated for each record. It grows while the oldest records are still in flight.
 */
export class SentSizes {
  #keys = new Int32Array(1024).fill(free)
  #values = new Int32Array(1024)
  #ordinals = new Float64Array(1024)

  add(ordinal: number, key: number, value: number): void {
    while (this.#keys[ordinal % this.#keys.length] !== free) this.#grow()
    const at = ordinal % this.#keys.length
    this.#keys[at] = key
    this.#values[at] = value
    this.#ordinals[at] = ordinal
  }

  take(ordinal: number): SentSize {
    const at = ordinal % this.#keys.length
    const size = {key: this.#keys[at] ?? -1, value: this.#values[at] ?? -1}
    this.#keys[at] = free
    return size
  }

  drop(ordinals: Float64Array): void {
    const {length} = this.#keys
    for (const ordinal of ordinals) this.#keys[ordinal % length] = free
  }

  /** All remaining sizes, in the order of the records. */
  takeAll(): SentSize[] {
    const left = Array.from(this.#ordinals).filter((_, at) => this.#keys[at] !== free)
    return left.toSorted((a, b) => a - b).map((ordinal) => this.take(ordinal))
  }

  #grow() {
    const [keys, values, ordinals] = [this.#keys, this.#values, this.#ordinals]
    const length = 2 * keys.length
    this.#keys = new Int32Array(length).fill(free)
    this.#values = new Int32Array(length)
    this.#ordinals = new Float64Array(length)
    for (let at = 0; at < keys.length; at++)
      if (keys[at] !== free) this.add(ordinals[at] ?? 0, keys[at] ?? 0, values[at] ?? 0)
  }
}
