import {ClassicGroup} from './classic-group.ts'
import type {Coordinator} from './coordinator.ts'

/** All groups of a practice cluster, whichever broker coordinates them. */
export class Groups {
  readonly #coordinator: Coordinator
  readonly #groups = new Map<string, ClassicGroup>()

  constructor(coordinator: Coordinator) {
    this.#coordinator = coordinator
  }

  /** Sorted by id. */
  all(): ClassicGroup[] {
    return [...this.#groups.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  find(id: string): ClassicGroup | undefined {
    return this.#groups.get(id)
  }

  findOrCreate(id: string): ClassicGroup {
    const known = this.#groups.get(id)
    if (known) return known
    const group = new ClassicGroup(id, this.#coordinator)
    this.#groups.set(id, group)
    return group
  }

  delete(id: string): void {
    this.#groups.get(id)?.close()
    this.#groups.delete(id)
  }

  forgetTopic(topic: string): void {
    for (const group of this.#groups.values()) group.offsets.deleteTopic(topic)
  }
}
