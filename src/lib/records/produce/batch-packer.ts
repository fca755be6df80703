// Compresses batches in another thread while the next ones are filled. LZ4 only: for the other codecs nothing was measured.
import {availableParallelism} from 'node:os'
import {compress} from '../../wire/compression.ts'
import {batchHeader} from '../../wire/batch-header.ts'
import type {Lz4Thread} from '../../wire/lz4-aside.ts'
import {adoptCompressed, type SealedBatch} from './sealed-batch.ts'

const lz4 = 3
/** A thread takes as long to start as compressing so many bytes does. */
const leastInAll = 2 * 2 ** 20
/** Handing over smaller batches costs more than compressing them, bytes. */
const leastBytes = 64 * 1024

export interface PackerSettings {
  /** A number of `compressionNames`. */
  readonly compression: number
  readonly level: number | undefined
  /** Default: as many as there are. */
  readonly cores?: number | undefined
  readonly newThread?: (() => Lz4Thread | Promise<Lz4Thread>) | undefined
}

export class BatchPacker {
  readonly #settings: PackerSettings
  #thread: Lz4Thread | undefined
  #sealed = 0
  #starting = false
  #broken = false

  constructor(settings: PackerSettings) {
    this.#settings = settings
  }

  /** Whether a batch of this size, before compression, should be sealed without it and packed. Starts the thread in time. */
  takes(bytes: number): boolean {
    const {compression, cores = availableParallelism()} = this.#settings
    if (compression !== lz4 || this.#broken || bytes < leastBytes) return false
    this.#sealed += bytes
    // One that failed would fail again: from now on the main thread does it.
    if (this.#thread?.over === 'failed') this.#broken = true
    if (this.#thread?.over) this.#thread = undefined
    if (!this.#thread && !this.#broken && this.#sealed >= leastInAll && cores > 1) void this.#start()
    return this.#thread?.ready === true
  }

  async #start() {
    if (this.#starting) return
    this.#starting = true
    const {newThread = async () => new (await import('../../wire/lz4-aside.ts')).Lz4Thread()} = this.#settings
    try {
      this.#thread = await newThread()
    } catch {
      this.#broken = true
    }
    this.#starting = false
  }

  /** Compresses the batch, whose state says meanwhile that it is not ready. Never rejects: without the thread it is done here. */
  async pack(batch: SealedBatch): Promise<void> {
    const {compression, level = 1} = this.#settings
    const {records: room} = batchHeader
    batch.state = 'packing'
    const records = batch.bytes.subarray(room)
    let packed: Buffer
    try {
      if (!this.#thread) throw new Error('there is no thread')
      packed = await this.#thread.compress(records, level, room)
    } catch {
      packed = compress(compression, records, level, room)
    }
    adoptCompressed(batch, packed, compression)
  }
}
