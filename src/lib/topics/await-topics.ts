// Waits until every broker knows new topics: brokers learn of them one by one, up to seconds after the controller has
// created them.
import {Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {pause} from '../cluster/waiting.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {listed} from '../text/listed.ts'
import {counted, plural} from '../text/plural.ts'
import {askBroker, isThere, mostAtOnce, pauseMs, type AwaitedTopic} from './ask-broker.ts'
import type {CreationWatch} from './watch-creation.ts'

export interface AwaitTopicsOptions {
  /** Ms; default: the total time limit of the cluster's settings. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the number of topics that some brokers do not know yet. */
  readonly onProgress?: ((open: number) => void) | undefined
  /** What brokers were seen to know while these were made. */
  readonly watch?: CreationWatch | undefined
}

/** What was not seen in time. */
export interface Unpublished {
  readonly name: string
  /** Node ids of the brokers that do not know the topic, or not all of its leaders. */
  readonly nodes: readonly number[]
}

/** The topics were created, but not every broker has heard of them. */
export class NotPublished extends ExpectedError {
  override readonly name = 'NotPublished'

  constructor(late: readonly Unpublished[]) {
    const shown = late
      .slice(0, mostShown)
      .map(({name, nodes}) => `${name} (${plural(nodes.length, 'broker')} ${listed(nodes.map(String), 'and')})`)
    const more = late.length > mostShown ? ` and ${counted(late.length - mostShown, 'more topic')}` : ''
    super(
      `created, but not every broker knows all leaders yet within the time limit: ${shown.join(', ')}${more}; ` +
        'a command that follows may not find them for a while',
    )
  }
}
const mostShown = 5

/**
 * While a broker knows none of the new topics, it is asked for a single one, and for all of them at this interval, ms.
 */
const wholeEveryMs = 1000
/** Names in such a look; a response with thousands takes a broker long. */
const mostAtFirst = 500

/**
 * Connects to brokers while something else is done, such as a slow request before `awaitTopics`. Failures show there.
 */
export function reachBrokers(cluster: Cluster, which: 'all' | 'controller' = 'all'): void {
  const reaching = async () => {
    const ids = which === 'all' ? (await cluster.brokers()).map(({id}) => id) : [await cluster.controller()]
    await Promise.all(ids.map((id) => cluster.connection(id)))
  }
  reaching().catch(() => undefined)
}

/**
 * Waits until every broker that can be reached names these topics with all their leaders. Resolves to those that some
 * broker does not know when the time is over. A topic that may not be described is not waited for.
 */
export async function awaitTopics(
  cluster: Cluster,
  topics: readonly AwaitedTopic[],
  options: AwaitTopicsOptions = {},
): Promise<Unpublished[]> {
  const {signal, watch, onProgress = () => {}} = options
  const deadline = new Deadline(options.timeoutMs ?? cluster.settings.totalTimeoutMs ?? 60_000)
  const begun = monotonicMs()
  const missing = new Map<number, Set<string>>()
  const nodes = (await cluster.brokers()).map(({id}) => id)
  await Promise.all(
    nodes.map(async (node) => {
      const open = new Map(topics.map((topic) => [topic.name, topic]))
      missing.set(node, new Set(open.keys()))
      const there = (names: readonly string[]) => {
        for (const name of names) {
          open.delete(name)
          missing.get(node)?.delete(name)
        }
      }
      there((await watch?.known(node, open)) ?? [])
      // A broker that was watched and has none of them is asked for one first.
      let grew = watch === undefined || open.size < topics.length
      let wholeAt = grew ? -Infinity : monotonicMs()
      while (open.size > 0) {
        const whole = grew || monotonicMs() - wholeAt >= wholeEveryMs || deadline.left < wholeEveryMs
        // Brokers publish what was made together at once: those that know some of it mostly know all.
        const most = grew ? mostAtOnce : mostAtFirst
        const names = whole ? [...open.keys()].slice(0, most) : [...open.keys()].slice(-1)
        if (whole) wholeAt = monotonicMs()
        const answers = await askBroker(cluster, node, names, {timeoutMs: deadline.left})
        const known = answers?.flatMap((topic) =>
          topic.name !== null && isThere(topic, open.get(topic.name)) ? [topic.name] : [],
        )
        there(known ?? names)
        if (known === undefined) missing.delete(node)
        onProgress(new Set([...missing.values()].flatMap((each) => [...each])).size)
        if (open.size === 0 || known === undefined || deadline.over) return
        grew = known.length > 0
        if (known.length < names.length) await pause(Math.min(pauseMs(cluster.settings, begun), deadline.left), signal)
      }
    }),
  )
  return topics.flatMap(({name}) => {
    const without = [...missing].filter(([, names]) => names.has(name)).map(([node]) => node)
    return without.length > 0 ? [{name, nodes: without.toSorted((a, b) => a - b)}] : []
  })
}
