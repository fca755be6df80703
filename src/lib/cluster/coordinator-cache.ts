// Caches which broker coordinates a group or a transactional id, until a broker says that it is no longer the
// coordinator.
import {FindCoordinator} from '../apis/find-coordinator.ts'
import type {Api} from '../wire/api.ts'
import type {Got} from '../wire/schema.ts'
import type {Request} from './connection.ts'
import {errorCode} from './error-codes.ts'
import {KafkaError} from './errors.ts'
import type {Broker} from './metadata-cache.ts'

export type CoordinatorKind = 'group' | 'transaction'

type Answer = Got<typeof FindCoordinator.response>

/** The parts of a cluster that the cache needs. */
interface Asked {
  /** Sends FindCoordinator to any broker, and repeats it while one of these `errors` is retriable. */
  ask(
    request: Request<typeof FindCoordinator.request>,
    options: {
      readonly what: string
      readonly timeoutMs?: number | undefined
      readonly errors?: (answer: Answer) => Iterable<number>
    },
  ): Promise<Answer>
  supports(api: Api, version: number): Promise<boolean>
  /** Called with the address of each coordinator that was found. */
  note(broker: Broker): void
}

const itemErrors = ({coordinators}: Answer) => coordinators.map(({errorCode}) => errorCode)

export class CoordinatorCache {
  readonly #cluster: Asked
  readonly #nodes = new Map<string, number>()
  readonly #looking = new Map<string, Promise<number>>()

  constructor(cluster: Asked) {
    this.#cluster = cluster
  }

  /** The node id of one key's coordinator; concurrent callers share one request. */
  async find(kind: CoordinatorKind, key: string): Promise<number> {
    const id = idOf(kind, key)
    const known = this.#nodes.get(id)
    if (known !== undefined) return known
    const looking = this.#looking.get(id) ?? this.#askForOne(kind, key).finally(() => this.#looking.delete(id))
    this.#looking.set(id, looking)
    return looking
  }

  /**
   * The node id of each key's coordinator, or why there is none now: one request (FindCoordinator v4), or one per key
   * with older brokers. It does not retry, because only the caller knows whether waiting is worthwhile.
   */
  async findEach(
    kind: CoordinatorKind,
    keys: readonly string[],
    timeoutMs?: number,
  ): Promise<Map<string, number | KafkaError>> {
    const failed = new Map<string, KafkaError>()
    const wanted = keys.filter((key) => !this.#nodes.has(idOf(kind, key)))
    if (wanted.length > 0 && (await this.#cluster.supports(FindCoordinator, 4)))
      for (const [key, error] of await this.#askForMany(kind, wanted, timeoutMs)) failed.set(key, error)
    else {
      const asked = wanted.map((key) =>
        this.#askForOne(kind, key, timeoutMs).catch((error: unknown) => {
          if (!(error instanceof KafkaError)) throw error
          failed.set(key, error)
        }),
      )
      await Promise.all(asked)
    }
    return new Map(keys.map((key) => [key, this.#nodes.get(idOf(kind, key)) ?? failed.get(key) ?? notNamed(kind, key)]))
  }

  set(kind: CoordinatorKind, key: string, node: number): void {
    this.#nodes.set(idOf(kind, key), node)
  }

  forget(kind: CoordinatorKind, key: string): void {
    this.#nodes.delete(idOf(kind, key))
  }

  /** Sends the request for several keys; returns those without a coordinator, with the reason. */
  async #askForMany(kind: CoordinatorKind, keys: readonly string[], timeoutMs: number | undefined) {
    const what = keys.length === 1 ? whatOf(kind, keys[0] ?? '') : `find the coordinators of ${keys.length} ${kind}s`
    const found = await this.#cluster.ask({keyType: keyTypes[kind], coordinatorKeys: keys}, {what, timeoutMs})
    const failed = new Map<string, KafkaError>()
    for (const {errorCode, errorMessage, key, ...at} of found.coordinators) {
      if (errorCode === 0) this.#note(kind, key, at)
      else failed.set(key, new KafkaError(errorCode, whatOf(kind, key), errorMessage))
    }
    return failed
  }

  async #askForOne(kind: CoordinatorKind, key: string, timeoutMs?: number): Promise<number> {
    const keyType = keyTypes[kind]
    const what = whatOf(kind, key)
    const found = await this.#cluster.ask(
      (version) => (version < 4 ? {key, keyType} : {keyType, coordinatorKeys: [key]}),
      {what, timeoutMs, errors: itemErrors},
    )
    const one = found.coordinators[0]
    if (one && one.errorCode !== 0) throw new KafkaError(one.errorCode, what, one.errorMessage)
    this.#note(kind, key, one ?? found)
    return (one ?? found).nodeId
  }

  #note(kind: CoordinatorKind, key: string, {nodeId, host, port}: {nodeId: number; host: string; port: number}) {
    this.#cluster.note({id: nodeId, host, port, rack: null})
    this.set(kind, key, nodeId)
  }
}

/** Key types as FindCoordinator numbers them. */
const keyTypes: Readonly<Record<CoordinatorKind, number>> = {group: 0, transaction: 1}

const whatOf = (kind: CoordinatorKind, key: string) => `find the coordinator of ${kind} ${key}`

/** The error for a key that is missing in the response. */
const notNamed = (kind: CoordinatorKind, key: string) =>
  new KafkaError(errorCode.coordinatorNotAvailable, whatOf(kind, key))

const idOf = (kind: CoordinatorKind, key: string) => `${kind} ${key}`
