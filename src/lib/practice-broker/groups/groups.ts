import type {PracticeBroker, PracticeCluster} from '../practice-cluster.ts'
import {ClassicGroup} from './classic-group.ts'

/** The groups of a practice cluster and the brokers that coordinate them. */
export class Groups {
  readonly #cluster: PracticeCluster
  readonly #groups = new Map<string, ClassicGroup>()

  constructor(cluster: PracticeCluster) {
    this.#cluster = cluster
  }

  find(id: string): ClassicGroup | undefined {
    return this.#groups.get(id)
  }

  findOrCreate(id: string): ClassicGroup {
    const known = this.#groups.get(id)
    if (known) return known
    const group = new ClassicGroup(id, this.#cluster)
    this.#groups.set(id, group)
    return group
  }

  delete(id: string): void {
    this.#groups.get(id)?.close()
    this.#groups.delete(id)
  }

  /** Those that a broker coordinates, by id. */
  coordinatedBy(node: number): ClassicGroup[] {
    return [...this.#groups.values()]
      .filter(({id}) => this.coordinator(id)?.id === node)
      .sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** The leader of the partition of __consumer_offsets that a group's id falls into. */
  coordinator(id: string): PracticeBroker | undefined {
    const {partitions} = this.#cluster.offsets()
    const leader = partitions[(javaHash(id) & 0x7fffffff) % partitions.length]?.leader
    return this.#cluster.brokers.find((broker) => broker.id === leader)
  }

  forgetTopic(topic: string): void {
    for (const group of this.#groups.values()) group.offsets.deleteTopic(topic)
  }
}

/** java.lang.String.hashCode. */
function javaHash(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}
