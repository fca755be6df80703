// The state that the steps of an examination share.
import type {Address} from '../cluster/address.ts'
import {openCluster, type Broker, type Cluster, type ClusterSettings} from '../cluster/cluster.ts'
import {Connection, type ConnectionSettings} from '../cluster/connection.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import type {HttpSettings} from '../http/settings.ts'

export interface ExaminationInput {
  readonly settings: ClusterSettings
  /** The source of each setting, with secrets masked; shown as the first step. */
  readonly configuration: readonly {readonly name: string; readonly value: string; readonly source: string}[]
  /** Ms since the epoch; read several times, to measure a clock difference. */
  readonly now: () => number
  readonly signal?: AbortSignal | undefined
  /** The Schema Registry that is set, or why its settings are invalid; undefined: none is set. */
  readonly registry?: {readonly settings: HttpSettings; readonly namedBy: string} | {readonly error: Error} | undefined
  /** Whether to ask kafkajs too; default true. */
  readonly secondOpinion?: boolean | undefined
}

/** The outcome of something that may fail, and how long it took. */
export type Timed<T> =
  | {readonly value: T; readonly error?: undefined; readonly elapsedMs: number}
  | {readonly value?: undefined; readonly error: Error; readonly elapsedMs: number}

/** Throws the signal's reason: an interrupted examination has no outcome. */
export async function timed<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<Timed<T>> {
  const started = monotonicMs()
  const elapsed = () => Math.round((monotonicMs() - started) * 10) / 10
  try {
    return {value: await work(), elapsedMs: elapsed()}
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof Error)) throw error
    return {error, elapsedMs: elapsed()}
  }
}

export class Examination {
  readonly input: ExaminationInput
  readonly settings: ClusterSettings
  readonly signal: AbortSignal | undefined
  /** Bootstrap servers that accept connections. */
  reachable: readonly Address[] = []
  /** Bootstrap servers that speak Kafka. */
  introduced: readonly Address[] = []
  brokers: readonly Broker[] = []
  clusterId: string | null = null
  /** The active controller's clock minus this machine's, and the possible error, ms; set by the controller step. */
  clock: {readonly differenceMs: number; readonly uncertaintyMs: number} | undefined
  #cluster: Cluster | undefined
  readonly #introductions = new Map<Address, Promise<Timed<Connection>>>()

  constructor(input: ExaminationInput) {
    this.input = input
    this.signal = input.signal
    this.settings = {...input.settings, signal: input.signal}
  }

  /** Shared by all steps after the login. */
  get cluster(): Cluster {
    return (this.#cluster ??= openCluster(this.settings))
  }

  /** A connection without a login, up to ApiVersions; the same one for all steps. */
  introduction(server: Address): Promise<Timed<Connection>> {
    const known = this.#introductions.get(server)
    if (known) return known
    const made = this.open(server, {...this.settings, sasl: undefined})
    this.#introductions.set(server, made)
    return made
  }

  open(address: Address, settings: ConnectionSettings = this.settings): Promise<Timed<Connection>> {
    return timed(this.signal, () => Connection.open(address, settings, this.signal))
  }

  async close(): Promise<void> {
    this.#cluster?.close()
    for (const introduction of this.#introductions.values()) (await introduction.catch(() => undefined))?.value?.close()
  }
}
