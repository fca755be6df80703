// Talks to a group's coordinator, wherever it is at the moment. Not Cluster.call: there a response with an error code is an
// error, but a member lives on what JoinGroup and Heartbeat say beside the code, and outlives a cluster that is away.
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Request} from '../../cluster/connection.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, isTransient} from '../../cluster/errors.ts'
import type {Api} from '../../wire/api.ts'
import type {Fields, Got} from '../../wire/schema.ts'
import type {OnMemberEvent} from './member-settings.ts'
import {orAborted, withinPatience} from './patience.ts'

export interface AskOptions {
  /** For the answer, ms. */
  readonly timeoutMs: number
  /** How long to look for a coordinator that can be asked, ms; for ever if left out. */
  readonly patienceMs?: number
  readonly signal?: AbortSignal
  /** JoinGroup and SyncGroup wait for the other members: they need a connection that nothing else uses. */
  readonly purpose?: string
}

/** The cluster's own search for a coordinator ends at about the same time and knows better why it was in vain. */
const graceMs = 500
/** A broker that hangs takes connections and says nothing; by then the group may have another coordinator. */
const lookAgainMs = 3000

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
   * The coordinator's answer, whatever its error code, unless that says "not me" or "not yet": then, and while nobody can be
   * reached, the coordinator is looked for again, with back-off. Raises the signal's reason, what no waiting helps against
   * (authorization, login, a missing API), or the last failure when the patience is over.
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
        if (!isPassing(error)) throw error
        failure = error
        this.#lose(failure)
      }
      this.#cluster.forgetCoordinator('group', this.#groupId)
      await backOff.wait(deadline, signal)
      if (deadline.over) throw failure
    }
  }

  /** While something else is found out: `ask` says what is wrong, should it be. */
  prepare(purpose: string): void {
    this.#looking(purpose).catch(() => undefined)
  }

  #looking(purpose: string) {
    return this.#cluster.coordinator('group', this.#groupId).then((node) => this.#cluster.connection(node, purpose))
  }

  /** Looking for a coordinator takes its time and no signal; what comes of it later serves the next who asks. */
  async #connection(purpose = '', lookMs: number, signal: AbortSignal | undefined) {
    const looking = this.#looking(purpose)
    const found = await withinPatience(signal ? orAborted(looking, signal) : looking, lookMs)
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

/** Whether it may be different the next time: a broker that is away, an error code that Kafka calls retriable. */
export function isPassing(error: unknown): error is ConnectionError | KafkaError {
  if (error instanceof KafkaError) return kafkaErrors(error.code).retriable
  return isTransient(error)
}
