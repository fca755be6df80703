// The heartbeats of one generation, on their own timer: they continue while the member flushes, fetches offsets or
// waits.
import {setTimeout as sleep} from 'node:timers/promises'
import {Heartbeat} from '../../apis/heartbeat.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {GroupCoordinator} from './group-coordinator.ts'

/**
 * Why a member must act: an error code of Heartbeat, a failure, or an output that has been blocked for too long (ms).
 */
export type Interruption = {readonly code: number} | {readonly error: Error} | {readonly blockedMs: number}

export interface HeartbeatSettings {
  readonly intervalMs: number
  readonly sessionTimeoutMs: number
  /** For how long the output has been blocked, ms. */
  readonly blockedMs: () => number
  readonly maxBlockedMs: number
}

export class Heartbeats {
  /** The first interruption. Never rejects. */
  readonly interrupted: Promise<Interruption>
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>

  constructor(coordinator: GroupCoordinator, member: MemberIdentity, settings: HeartbeatSettings) {
    const {promise, resolve} = Promise.withResolvers<Interruption>()
    this.interrupted = promise
    this.#running = this.#run(coordinator, {...member}, settings, resolve).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) resolve({error: error as Error})
    })
  }

  /** Resolves when no heartbeat is in progress any more. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #run(
    coordinator: GroupCoordinator,
    {groupId, memberId, generation, instanceId}: MemberIdentity,
    {intervalMs, sessionTimeoutMs, blockedMs, maxBlockedMs}: HeartbeatSettings,
    interrupt: (by: Interruption) => void,
  ) {
    const {signal} = this.#stopping
    for (;;) {
      await sleep(intervalMs, undefined, {signal})
      const blocked = blockedMs()
      if (blocked > maxBlockedMs) interrupt({blockedMs: blocked})
      const {errorCode: code} = await coordinator.ask(
        Heartbeat,
        {groupId, memberId, generationId: generation, groupInstanceId: instanceId},
        // A coordinator that does not answer for a third of the session may have been replaced, so it is looked for
        // again.
        {timeoutMs: Math.max(1000, sessionTimeoutMs / 3), signal},
      )
      if (code === errorCode.none) continue
      interrupt({code})
      // Until the member has joined again, its heartbeats must continue: giving up partitions may take longer than a
      // session.
      if (code !== errorCode.rebalanceInProgress) return
    }
  }
}
