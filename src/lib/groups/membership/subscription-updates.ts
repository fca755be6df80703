// The subscription of a KIP-848 member, and the part of it that the broker does not know yet.
import type {Cluster} from '../../cluster/cluster.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import {SubscribedTopics} from './subscribed-topics.ts'

export class SubscriptionUpdates {
  readonly #settings: MemberSettings
  /** Set if the member itself looks for the topics that match its pattern. */
  readonly #matching: SubscribedTopics | undefined
  #names: readonly string[] = []
  /** The names that were last sent to the broker. */
  #sent: readonly string[] | undefined

  constructor(cluster: Cluster, settings: MemberSettings, onEvent: OnMemberEvent) {
    this.#settings = settings
    if (settings.topics instanceof RegExp && settings.matchedBy === 'member')
      this.#matching = new SubscribedTopics(cluster, settings, onEvent)
  }

  /**
   * Resolves once the first names are known. After that, it calls back for each change, and for a failure that ends
   * watching.
   */
  async watch(
    stop: AbortSignal,
    {changed, failed}: {changed: () => void; failed: (error: Error) => void},
  ): Promise<void> {
    const matching = this.#matching
    if (!matching) return
    this.#names = await matching.names()
    const everyMs = this.#settings.metadataMaxAgeMs ?? 300_000
    const watch = async () => {
      while (!stop.aborted) {
        await matching.changed(this.#names, undefined, {everyMs, signal: stop})
        this.#names = await matching.names()
        changed()
      }
    }
    watch().catch((error: Error) => {
      if (!stop.aborted) failed(error)
    })
  }

  /** The fields of the next heartbeat: the whole subscription for a member that joins, and later only the changes. */
  next(joining: boolean): {subscribedTopicNames?: readonly string[]; subscribedTopicRegex?: string} {
    const {topics} = this.#settings
    if (this.#matching) {
      if (!joining && this.#sent?.join() === this.#names.join()) return {}
      this.#sent = this.#names
      return {subscribedTopicNames: this.#names}
    }
    if (!joining) return {}
    return topics instanceof RegExp
      ? {subscribedTopicNames: [], subscribedTopicRegex: topics.source}
      : {subscribedTopicNames: topics}
  }

  /** The last heartbeat may not have arrived, so its fields are sent again. */
  resend(): void {
    this.#sent = undefined
  }
}
