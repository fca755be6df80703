// Which broker coordinates a group or a transactional id. Kept until a broker says that it is no longer so.
import {FindCoordinator} from '../apis/find-coordinator.ts'
import type {Api} from '../wire/api.ts'
import type {Got} from '../wire/schema.ts'
import type {Request} from './connection.ts'
import {KafkaError} from './errors.ts'
import type {Broker} from './metadata-cache.ts'

export type CoordinatorKind = 'group' | 'transaction'

type Answer = Got<typeof FindCoordinator.response>

/** The cluster, as far as the cache needs it. */
interface Asked {
  /** Sends FindCoordinator to any broker and repeats it while one of these `errors` is retriable. */
  ask(
    request: Request<typeof FindCoordinator.request>,
    options: {readonly what: string; readonly errors: (answer: Answer) => Iterable<number>},
  ): Promise<Answer>
  supports(api: Api, version: number): Promise<boolean>
  /** Told the address of each coordinator that was found. */
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

  /** The node id of one key's coordinator; callers that ask at the same time share one request. */
  async find(kind: CoordinatorKind, key: string): Promise<number> {
    const id = idOf(kind, key)
    const known = this.#nodes.get(id)
    if (known !== undefined) return known
    const looking =
      this.#looking.get(id) ??
      this.findAll(kind, [key])
        .then((found) => found.get(key)?.nodeId ?? -1)
        .finally(() => this.#looking.delete(id))
    this.#looking.set(id, looking)
    return looking
  }

  /**
   * The coordinators of many keys: one request (FindCoordinator v4), or one a key at older brokers. Raises KafkaError if
   * one has none.
   */
  async findAll(kind: CoordinatorKind, keys: readonly string[]): Promise<Map<string, {nodeId: number}>> {
    const wanted = keys.filter((key) => !this.#nodes.has(idOf(kind, key)))
    if (wanted.length > 1 && (await this.#cluster.supports(FindCoordinator, 4))) await this.#askForMany(kind, wanted)
    else await Promise.all(wanted.map((key) => this.#askForOne(kind, key)))
    return new Map(keys.map((key) => [key, {nodeId: this.#nodes.get(idOf(kind, key)) ?? -1}]))
  }

  set(kind: CoordinatorKind, key: string, node: number): void {
    this.#nodes.set(idOf(kind, key), node)
  }

  forget(kind: CoordinatorKind, key: string): void {
    this.#nodes.delete(idOf(kind, key))
  }

  async #askForMany(kind: CoordinatorKind, keys: readonly string[]) {
    const found = await this.#cluster.ask(
      {keyType: keyTypes[kind], coordinatorKeys: keys},
      {what: `find the coordinators of ${keys.length} ${kind}s`, errors: itemErrors},
    )
    // The coordinators that were found are kept: asking one by one for the refused one is then about few.
    for (const one of found.coordinators) if (one.errorCode === 0) this.#note(kind, one.key, one)
    const refused = found.coordinators.find(({errorCode}) => errorCode !== 0)
    if (refused)
      throw new KafkaError(refused.errorCode, `find the coordinator of ${kind} ${refused.key}`, refused.errorMessage)
  }

  async #askForOne(kind: CoordinatorKind, key: string) {
    const keyType = keyTypes[kind]
    const what = `find the coordinator of ${kind} ${key}`
    const found = await this.#cluster.ask(
      (version) => (version < 4 ? {key, keyType} : {keyType, coordinatorKeys: [key]}),
      {what, errors: itemErrors},
    )
    const one = found.coordinators[0]
    if (one && one.errorCode !== 0) throw new KafkaError(one.errorCode, what, one.errorMessage)
    this.#note(kind, key, one ?? found)
  }

  #note(kind: CoordinatorKind, key: string, {nodeId, host, port}: {nodeId: number; host: string; port: number}) {
    this.#cluster.note({id: nodeId, host, port, rack: null})
    this.set(kind, key, nodeId)
  }
}

/** As FindCoordinator numbers them. */
const keyTypes: Readonly<Record<CoordinatorKind, number>> = {group: 0, transaction: 1}

const idOf = (kind: CoordinatorKind, key: string) => `${kind} ${key}`
