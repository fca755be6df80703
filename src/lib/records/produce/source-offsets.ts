// Exactly once from topic to topic: how far the source was read is committed in the same transaction as what was made of it.
import type {Cluster} from '../../cluster/cluster.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import type {SourcePlace} from '../readers/record-reader.ts'

/**
 * Follows the records of one input. Several records made of the same source record stand behind each other and belong
 * together: a transaction must not end between them.
 */
export class SourceOffsets {
  readonly group: string
  readonly #cluster: Cluster
  /** By `topic-partition`: the next offset. */
  readonly #committed = new Map<string, SourcePlace>()
  readonly #reached = new Map<string, SourcePlace>()
  #last: SourcePlace | undefined

  constructor(cluster: Cluster, group: string) {
    this.#cluster = cluster
    this.group = group
  }

  /**
   * True: it is in a committed transaction already. The group is asked when the producer has its id, so nobody whom it has
   * fenced can commit anything behind the answer; that alone makes doubles impossible, wherever the input began.
   */
  has({topic, partition, offset}: SourcePlace): boolean | Promise<boolean> {
    const committed = this.#committed.get(`${topic}-${partition}`)
    if (committed) return offset < committed.offset
    return this.#ask(topic, partition).then((next) => offset < next)
  }

  /** Whether what was made of it belongs to what was taken last. */
  continues({topic, partition, offset}: SourcePlace): boolean {
    const last = this.#last
    return last !== undefined && last.offset === offset && last.partition === partition && last.topic === topic
  }

  take({topic, partition, offset}: SourcePlace): void {
    this.#last = {topic, partition, offset}
    this.#reached.set(`${topic}-${partition}`, {topic, partition, offset: offset + 1})
  }

  /** What is to be committed with everything taken so far: the next offset of each partition. */
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
