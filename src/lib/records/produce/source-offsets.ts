// Exactly once from topic to topic: offsets of the source are committed in the same transaction as the records made
// from it.
import type {Cluster} from '../../cluster/cluster.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import type {SourcePlace} from '../readers/record-reader.ts'

/**
 * Tracks the sources of the records of one input. Records made from the same source record are neighbours in the input,
 * and a transaction must not end between them.
 */
export class SourceOffsets {
  readonly group: string
  readonly #cluster: Cluster
  /** The committed offset, by `topic-partition`. */
  readonly #committed = new Map<string, SourcePlace>()
  /** The next offset to commit, by `topic-partition`. */
  readonly #reached = new Map<string, SourcePlace>()
  #last: SourcePlace | undefined

  constructor(cluster: Cluster, group: string) {
    this.#cluster = cluster
    this.group = group
  }

  /**
   * Whether records made from this source were already committed. The group's offsets are read after the producer has
   * its id: a producer that was fenced by then can commit nothing later, so there are no duplicates, wherever the input
   * began.
   */
  has({topic, partition, offset}: SourcePlace): boolean | Promise<boolean> {
    const committed = this.#committed.get(`${topic}-${partition}`)
    if (committed) return offset < committed.offset
    return this.#ask(topic, partition).then((next) => offset < next)
  }

  /** Whether this is the same source as that of the last record. */
  continues({topic, partition, offset}: SourcePlace): boolean {
    const last = this.#last
    return last !== undefined && last.offset === offset && last.partition === partition && last.topic === topic
  }

  take({topic, partition, offset}: SourcePlace): void {
    this.#last = {topic, partition, offset}
    this.#reached.set(`${topic}-${partition}`, {topic, partition, offset: offset + 1})
  }

  /** The offsets to commit with everything taken since the last call: the next offset of each partition. */
  reached(): SourcePlace[] {
    const reached = [...this.#reached.values()]
    this.#reached.clear()
    return reached
  }

  async #ask(topic: string, partition: number): Promise<number> {
    const [committed] = await committedOffsetsOf(this.#cluster, this.group, [{topic, partition}])
    const offset = committed?.offset ?? 0
    this.#committed.set(`${topic}-${partition}`, {topic, partition, offset})
    return offset
  }
}
