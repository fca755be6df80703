export interface CommittedOffset {
  readonly offset: number
  /** -1 if the client did not send one. */
  readonly leaderEpoch: number
  readonly metadata: string
}

/** The committed offsets of one group, by topic and partition. */
export class CommittedOffsets {
  readonly #topics = new Map<string, Map<number, CommittedOffset>>()

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#topics.get(topic)?.get(partition)
  }

  /** Sorted by topic, then by partition. */
  all(): {topic: string; partitions: {index: number; committed: CommittedOffset}[]}[] {
    return [...this.#topics]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([topic, partitions]) => ({
        topic,
        partitions: [...partitions].sort(([a], [b]) => a - b).map(([index, committed]) => ({index, committed})),
      }))
  }

  set(topic: string, partition: number, committed: CommittedOffset): void {
    const partitions = this.#topics.get(topic) ?? new Map<number, CommittedOffset>()
    partitions.set(partition, committed)
    this.#topics.set(topic, partitions)
  }

  delete(topic: string, partition: number): void {
    const partitions = this.#topics.get(topic)
    partitions?.delete(partition)
    if (partitions?.size === 0) this.#topics.delete(topic)
  }

  deleteTopic(topic: string): void {
    this.#topics.delete(topic)
  }
}
