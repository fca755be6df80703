// Reads all partitions of a topic from their ends on, while records are sent to the topic.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster} from '../../cluster/cluster.ts'
import {Consumption} from '../../records/consume/consumption.ts'
import {Position} from '../../records/consume/position.ts'
import {offsetsAt} from '../../records/consume/start.ts'
import {commitAsMember} from '../../offsets/commit-as-member.ts'
import type {ConsumerConfig} from '../client/consumer-config.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {timerMs} from '../../cluster/waiting.ts'
import type {Received} from './sample.ts'

export class Receiving {
  readonly #cluster: Cluster
  readonly #groupId: string
  readonly #consumption: Consumption
  readonly #finished: Promise<unknown>
  #received: Received[] = []
  #arrived = Promise.withResolvers<void>()

  private constructor(cluster: Cluster, config: ConsumerConfig, err: (text: string) => void) {
    this.#cluster = cluster
    this.#groupId = config.member.groupId
    this.#consumption = new Consumption(
      cluster,
      {
        ...config.read,
        // Brokers answer as soon as there is a record, so there is no reason to wait for more bytes.
        fetch: {...config.read.fetch, minBytes: 1},
        patienceMs: Infinity,
        format: (record) => {
          const copy = (bytes: Buffer | null) => bytes && Buffer.from(bytes)
          const headers = record.rawHeaders().map(([name, value]) => [Buffer.from(name), copy(value)] as const)
          this.#received.push({key: copy(record.key), value: copy(record.value), headers})
          this.#arrived.resolve()
        },
        output: {write: () => Promise.resolve()},
        onNotice: (text) => err(`WARN ${text}\n`),
      },
      {mayDrop: () => false, endless: true},
    )
    // Otherwise, a failure would show only as a record that does not arrive.
    this.#finished = this.#consumption.finish()
    this.#finished.catch(() => this.#arrived.resolve())
  }

  /** Resolves when the ends are known: records that are sent after that are received. */
  static async start(
    cluster: Cluster,
    topic: string,
    config: ConsumerConfig,
    err: (text: string) => void,
  ): Promise<Receiving> {
    const [metadata] = await cluster.topics([topic], {refresh: true})
    if (metadata && metadata.errorCode !== 0) throw new KafkaError(metadata.errorCode, `read topic ${topic}`)
    const partitions = (metadata?.partitions ?? []).map(({index}) => ({topic, partition: index}))
    const isolation = config.read.isolation ?? 'read_uncommitted'
    const ends = await offsetsAt(cluster, partitions, 'latest', {isolation, signal: undefined})
    const receiving = new Receiving(cluster, config, err)
    if (metadata)
      receiving.#consumption.fetcher.add(
        partitions.map(({partition}, at) => new Position(metadata, partition, ends[at] ?? 0, undefined)),
      )
    return receiving
  }

  /**
   * The records that have come since the last call; empty if none has come within `ms`. Throws the failure that ended
   * the reading.
   */
  async poll(ms: number, signal: AbortSignal): Promise<readonly Received[]> {
    if (this.#received.length === 0) {
      const late = new AbortController()
      const timer = sleep(timerMs(ms), undefined, {signal: AbortSignal.any([late.signal, signal])}).catch(
        () => undefined,
      )
      await Promise.race([this.#arrived.promise, timer]).finally(() => late.abort())
      signal.throwIfAborted()
    }
    if (this.#received.length === 0 && this.#consumption.stopping.aborted) await this.#finished
    const received = this.#received
    this.#received = []
    this.#arrived = Promise.withResolvers()
    return received
  }

  /** Commits the positions for a group without members, as Java's consumer does. Throws KafkaError. */
  async commit(): Promise<void> {
    const groupId = this.#groupId
    const offsets = this.#consumption.fetcher.positions.map(({topic, partition, read}) => ({
      topic,
      partition,
      offset: read.offset,
      leaderEpoch: -1,
    }))
    const member = {groupId, memberId: '', generation: -1, instanceId: null, protocol: 'classic'} as const
    const codes = await commitAsMember(this.#cluster, member, offsets)
    const code = codes.find((each) => each !== 0)
    if (code !== undefined) throw new KafkaError(code, `commit offsets of group ${groupId}`)
  }

  async close(): Promise<void> {
    this.#consumption.stop('signal')
    await this.#finished.catch(() => undefined)
  }
}
