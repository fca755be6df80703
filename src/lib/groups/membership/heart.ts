// Heartbeats of one generation, on their own timer: they go on while the member flushes, fetches offsets or waits.
import {setTimeout as sleep} from 'node:timers/promises'
import {Heartbeat} from '../../apis/heartbeat.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {GroupCoordinator} from './group-coordinator.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'

/** Why a member must do something: an error code of Heartbeat's, a failure, or its own output that has been stuck. */
export type Interruption = {readonly code: number} | {readonly error: Error} | {readonly blockedMs: number}

export interface HeartSettings {
  readonly intervalMs: number
  readonly sessionTimeoutMs: number
  readonly blockedMs: () => number
  /** The output may be blocked for so long. */
  readonly maxBlockedMs: number
}

export class Heart {
  /** The first thing that happened; never rejected. */
  readonly interrupted: Promise<Interruption>
  readonly #stopping = new AbortController()
  readonly #beating: Promise<void>

  constructor(coordinator: GroupCoordinator, member: MemberIdentity, settings: HeartSettings) {
    const {promise, resolve} = Promise.withResolvers<Interruption>()
    this.interrupted = promise
    this.#beating = this.#beat(coordinator, {...member}, settings, resolve).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted) resolve({error: error as Error})
    })
  }

  /** Resolves when no heartbeat is under way any more. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#beating
  }

  async #beat(
    coordinator: GroupCoordinator,
    {groupId, memberId, generation, instanceId}: MemberIdentity,
    {intervalMs, sessionTimeoutMs, blockedMs, maxBlockedMs}: HeartSettings,
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
        // A coordinator that is silent for a third of the session has perhaps been replaced: look again.
        {timeoutMs: Math.max(1000, sessionTimeoutMs / 3), signal},
      )
      if (code === errorCode.none) continue
      interrupt({code})
      // Until the member has joined again it must be known to live: giving up partitions may take longer than a session.
      if (code !== errorCode.rebalanceInProgress) return
    }
  }
}
