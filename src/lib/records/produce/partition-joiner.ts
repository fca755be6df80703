import type {PartitionQueue} from './partition-queue.ts'
import type {Transaction} from './transaction.ts'

/**
 * Adds partitions to a transaction before they are written to, as brokers before KIP-890 require. Partitions added in
 * the same turn of the event loop share a request.
 */
export class PartitionJoiner {
  readonly #transaction: Transaction
  #waiting: PartitionQueue[] = []

  constructor(transaction: Transaction) {
    this.#transaction = transaction
  }

  /** `joined` and `failed` are called once per request. */
  join(
    topic: string,
    queue: PartitionQueue,
    {joined, failed}: {joined: (queues: readonly PartitionQueue[]) => void; failed: (error: Error) => void},
  ): void {
    if (this.#waiting.includes(queue)) return
    this.#waiting.push(queue)
    if (this.#waiting.length > 1) return
    queueMicrotask(() => {
      const queues = this.#waiting
      this.#waiting = []
      const partitions = queues.map(({partition}) => partition)
      this.#transaction
        .addPartitions(topic, partitions)
        .then(() => {
          for (const each of queues) each.joinedTransaction()
          joined(queues)
        })
        .catch(failed)
    })
  }
}
