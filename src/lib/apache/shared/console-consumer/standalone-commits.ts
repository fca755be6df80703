// With --partition and enable.auto.commit=true, Java's consumer commits for a group without being a member of it.
import type {Cluster} from '../../../cluster/cluster.ts'
import {commitAsMember} from '../../../offsets/commit-as-member.ts'
import type {Format} from '../../../records/formats/format.ts'

export class StandaloneCommits {
  readonly #cluster: Cluster
  readonly #groupId: string
  readonly #topic: string
  readonly #partition: number
  #next = -1
  #committed = -1
  #running: Promise<void> = Promise.resolve()

  constructor(cluster: Cluster, groupId: string, topic: string, partition: number) {
    this.#cluster = cluster
    this.#groupId = groupId
    this.#topic = topic
    this.#partition = partition
  }

  /** Wraps the format so that this object learns what was printed. */
  counting(format: Format): Format {
    return (record, place, to) => {
      format(record, place, to)
      this.#next = record.offset + 1
    }
  }

  /** Commits run one after the other. As in Java, after a failed commit the next one is expected to make up for it. */
  commit(offset = this.#next): Promise<void> {
    this.#running = this.#running.then(() => this.#commit(offset)).catch(() => undefined)
    return this.#running
  }

  async #commit(offset: number) {
    if (offset <= this.#committed) return
    const member = {
      groupId: this.#groupId,
      memberId: '',
      generation: -1,
      instanceId: null,
      protocol: 'classic',
    } as const
    const [topic, partition] = [this.#topic, this.#partition]
    const [code] = await commitAsMember(this.#cluster, member, [{topic, partition, offset, leaderEpoch: -1}])
    if (code === 0) this.#committed = offset
  }
}
