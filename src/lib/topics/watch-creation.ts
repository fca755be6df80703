// Looks at the brokers while the controller is still making topics: it often answers after they all know them.
import {setTimeout as sleep} from 'node:timers/promises'
import {Metadata} from '../apis/metadata.ts'
import {Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import {askBroker, isThere, mostAtOnce, pauseMs, type Answered, type AwaitedTopic} from './ask-broker.ts'
import {topicIdOrNull} from './list.ts'

/** Since Kafka 2.8: without ids a topic that is being deleted could not be told from the new one of the same name. */
const withTopicIds = 10

/** The watch of one broker. */
class Watch {
  readonly #seen = new Map<string, Answered>()
  readonly #end = new AbortController()
  /** Until the first answer nobody knows whether there will be one. */
  #answers = false
  #looking: Promise<void> = Promise.resolve()

  start(cluster: Cluster, node: number, names: readonly string[], purpose: string | undefined): void {
    // What goes wrong shows itself to whoever waits for the topics.
    this.#looking = this.#look(cluster, node, names, purpose).catch(() => undefined)
  }

  async #look(cluster: Cluster, node: number, names: readonly string[], purpose: string | undefined): Promise<void> {
    const begun = monotonicMs()
    const {signal} = this.#end
    // Much may follow the creation before anybody waits for the topics.
    const deadline = new Deadline(cluster.settings.totalTimeoutMs ?? 60_000)
    let grew = false
    while (this.#seen.size < names.length && !signal.aborted && !deadline.over) {
      const open = grew ? names.filter((name) => !this.#seen.has(name)).slice(0, mostAtOnce) : names.slice(-1)
      const answers = await askBroker(cluster, node, open, {timeoutMs: deadline.left, purpose})
      if (answers === undefined) return
      this.#answers = true
      const known = answers.filter(isPublished)
      for (const answer of known) if (answer.name !== null) this.#seen.set(answer.name, answer)
      grew = known.length > 0
      if (known.length < open.length) await sleep(pauseMs(cluster.settings, begun), undefined, {signal, ref: false})
    }
  }

  /** Ends it; which of these the broker was seen to know. */
  async known(wanted: ReadonlyMap<string, AwaitedTopic>): Promise<string[]> {
    this.stop()
    if (this.#answers) await this.#looking
    return [...this.#seen].flatMap(([name, answer]) => {
      const topic = wanted.get(name)
      return topic?.topicId != null && isThere(answer, topic) ? [name] : []
    })
  }

  stop(): void {
    this.#end.abort()
  }
}

const isPublished = ({errorCode: code, topicId, partitions}: Answered) =>
  code === errorCode.none && topicIdOrNull(topicId) !== null && partitions.every(({leaderId}) => leaderId >= 0)

/** The brokers are watched from now on. */
export interface CreationWatch {
  /** Ends the watch of this broker: the names of those among `wanted` that it was seen to know, by their ids. */
  known(node: number, wanted: ReadonlyMap<string, AwaitedTopic>): Promise<readonly string[]>
  /** Ends all of it. */
  stop(): void
}

/**
 * Watches until each broker knows topics of these names, whichever they are: the ids of the new ones are told only by the
 * controller's answer. Brokers publish what was made together at once; one that does not know the last is asked only for that.
 */
export function watchCreation(cluster: Cluster, names: readonly string[]): CreationWatch {
  const watches = new Map<number, Watch>()
  let stopped = false
  const start = async () => {
    const [brokers, controller] = await Promise.all([cluster.brokers(), cluster.controller()])
    // An older broker could also take a question for a topic as a wish to have it.
    if (!(await cluster.supports(Metadata, withTopicIds)) || stopped) return
    for (const {id} of brokers) {
      const watch = new Watch()
      watches.set(id, watch)
      // The broker that is asked to make them answers nothing else on that connection until they are made; with no controller
      // at the moment it may be any.
      watch.start(cluster, id, names, id === controller || controller < 0 ? 'watch' : undefined)
    }
  }
  start().catch(() => undefined)
  return {
    known: async (node, wanted) => (await watches.get(node)?.known(wanted)) ?? [],
    stop() {
      stopped = true
      for (const watch of watches.values()) watch.stop()
    },
  }
}
