// Requests to a group's coordinator, whichever broker that is at the moment. This does not use Cluster.call, which
// throws error codes as errors: a member also needs the other fields of JoinGroup and Heartbeat, and must survive a
// cluster that cannot be reached.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Request} from '../../cluster/connection.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, isRetriable} from '../../cluster/errors.ts'
import type {Api} from '../../wire/api.ts'
import type {Fields, Got} from '../../wire/schema.ts'
import type {OnMemberEvent} from './member-settings.ts'
import {orAborted, valueWithin} from '../../cluster/waiting.ts'

export interface AskOptions {
  /** How long to wait for the answer, ms. */
  readonly timeoutMs: number
  /** How long to look for a coordinator that answers, ms; default: forever. */
  readonly patienceMs?: number
  readonly signal?: AbortSignal
  /** JoinGroup and SyncGroup wait for other members, so they need a connection that nothing else uses. */
  readonly purpose?: string
}

/** How much longer to wait than the cluster's own search for the coordinator, whose error says more, ms. */
const graceMs = 500
/**
 * When to look for the coordinator again, ms: a broker may accept connections and hang while the group gets another
 * coordinator.
 */
const lookAgainMs = 3000

const leaveTimeoutMs = 5000

/** Error codes that mean that the coordinator is another broker, or not ready. */
const elsewhere: ReadonlySet<number> = new Set([
  errorCode.coordinatorLoadInProgress,
  errorCode.coordinatorNotAvailable,
  errorCode.notCoordinator,
])

export class GroupCoordinator {
  readonly #cluster: Cluster
  readonly #groupId: string
  readonly #onEvent: OnMemberEvent
  #lost = false

  constructor(cluster: Cluster, groupId: string, onEvent: OnMemberEvent) {
    this.#cluster = cluster
    this.#groupId = groupId
    this.#onEvent = onEvent
  }

  /**
   * The coordinator's response, whatever its error code. If the code says that another broker is the coordinator or
   * that it is not ready, and while it cannot be reached, this looks for the coordinator again, with back-off. Throws
   * the signal's reason, permanent errors (authorization, login, a missing API), or the last failure when
   * `patienceMs` is over.
   */
  async ask<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    request: Request<Q>,
    {timeoutMs, patienceMs = Infinity, signal, purpose}: AskOptions,
  ): Promise<Got<S>> {
    const deadline = new Deadline(patienceMs)
    const {retryBackoffMs, retryBackoffMaxMs} = this.#cluster.settings
    const backOff = new BackOff(retryBackoffMs, retryBackoffMaxMs)
    for (;;) {
      let failure: Error
      try {
        const lookMs = patienceMs === Infinity ? Math.min(timeoutMs, lookAgainMs) : deadline.left + graceMs
        const connection = await this.#connection(purpose, lookMs, signal)
        const response = await connection.call(api, request, {timeoutMs, signal})
        const {errorCode: code} = response as {errorCode?: unknown}
        if (typeof code !== 'number' || !elsewhere.has(code)) {
          this.#found()
          return response
        }
        failure = new KafkaError(code, `ask the coordinator of group ${this.#groupId}`)
      } catch (error) {
        if (!isRetriable(error)) throw error
        failure = error
        this.#lose(failure)
      }
      this.#cluster.forgetCoordinator('group', this.#groupId)
      await backOff.wait(deadline, signal)
      if (deadline.over) throw failure
    }
  }

  /** Looks for the coordinator and connects before the first `ask`, which reports any failure. */
  prepare(purpose: string): void {
    this.#looking(purpose).catch(() => undefined)
  }

  /** Sends a member's last request and reports the outcome. If it does not arrive, the group notices when the session ends. */
  async leave<Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Request<Q>): Promise<void> {
    await this.ask(api, request, {timeoutMs: leaveTimeoutMs, patienceMs: leaveTimeoutMs}).then(
      () => this.#onEvent({type: 'left'}),
      (error: Error) => this.#onEvent({type: 'trouble', error}),
    )
  }

  #looking(purpose: string) {
    return this.#cluster.coordinator('group', this.#groupId).then((node) => this.#cluster.connection(node, purpose))
  }

  /** The search itself takes neither the signal nor the limit: if it ends late, the next request uses its result. */
  async #connection(purpose = '', lookMs: number, signal: AbortSignal | undefined) {
    const looking = this.#looking(purpose)
    const found = await valueWithin(signal ? orAborted(looking, signal) : looking, lookMs)
    if (found !== undefined) return found
    const text = `the coordinator of group ${this.#groupId} was not found in time`
    throw new ConnectionError('coordinator', 'coordinatorNotFound', text)
  }

  #lose(error: Error) {
    if (!this.#lost) this.#onEvent({type: 'coordinator lost', error})
    this.#lost = true
  }

  #found() {
    if (this.#lost) this.#onEvent({type: 'coordinator found'})
    this.#lost = false
  }
}
