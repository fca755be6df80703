import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {Timers} from '../timers.ts'

export interface Protocol {
  readonly name: string
  readonly metadata: Buffer
}

export interface JoinRequest {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocolType: string
  readonly protocols: readonly Protocol[]
}

export interface JoinAnswer {
  errorCode: number
  memberId: string
  generationId: number
  protocolType: string | null
  protocolName: string | null
  leader: string
  skipAssignment: boolean
  /** Only for the leader. */
  members: {memberId: string; groupInstanceId: string | null; metadata: Buffer}[]
}

export interface SyncRequest {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly generationId: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignments: readonly {memberId: string; assignment: Buffer}[]
}

export interface SyncAnswer {
  errorCode: number
  protocolType: string | null
  protocolName: string | null
  assignment: Buffer
}

export interface Client {
  readonly clientId: string
  readonly host: string
  /** The version of the JoinGroup request. */
  readonly version: number
}

/** A member of a classic group, with the answers that it is waiting for. */
export class Member {
  id: string
  readonly instanceId: string | null
  readonly client: Client
  sessionTimeoutMs = 0
  rebalanceTimeoutMs = 0
  protocols: readonly Protocol[] = []
  assignment: Buffer = Buffer.alloc(0)
  /** It has not taken part in a generation yet. */
  isNew = true
  #join: ((answer: JoinAnswer) => void) | undefined
  #sync: ((answer: SyncAnswer) => void) | undefined
  #endSession: () => void = () => undefined

  constructor(id: string, request: JoinRequest, client: Client) {
    this.id = id
    this.instanceId = request.groupInstanceId
    this.client = client
    this.update(request)
  }

  update({sessionTimeoutMs, rebalanceTimeoutMs, protocols}: JoinRequest): void {
    this.sessionTimeoutMs = sessionTimeoutMs
    // Version 0 of JoinGroup has a single timeout.
    this.rebalanceTimeoutMs = rebalanceTimeoutMs < 0 ? sessionTimeoutMs : rebalanceTimeoutMs
    this.protocols = protocols
  }

  get awaitsJoin(): boolean {
    return this.#join !== undefined
  }
  get awaitsSync(): boolean {
    return this.#sync !== undefined
  }

  /**
   * Resolves with the answer to its JoinGroup; an earlier one that is still waiting is answered with
   * REBALANCE_IN_PROGRESS.
   */
  awaitJoin(): Promise<JoinAnswer> {
    this.answerJoin(refusedJoin(codes.rebalanceInProgress, this.id))
    return new Promise((resolve) => (this.#join = resolve))
  }
  awaitSync(): Promise<SyncAnswer> {
    this.answerSync(refusedSync(codes.rebalanceInProgress))
    return new Promise((resolve) => (this.#sync = resolve))
  }

  answerJoin(answer: JoinAnswer): void {
    this.#join?.(answer)
    this.#join = undefined
  }
  answerSync(answer: SyncAnswer): void {
    this.#sync?.(answer)
    this.#sync = undefined
  }

  metadata(protocol: string | null): Buffer {
    return this.protocols.find(({name}) => name === protocol)?.metadata ?? Buffer.alloc(0)
  }

  /** Whether these are the protocols with which it joined. */
  matches(protocols: readonly Protocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({name, metadata}, i) => {
        const own = this.protocols[i]
        return own?.name === name && own.metadata.equals(metadata)
      })
    )
  }

  /** Calls `ended` after `ms` unless the session is restarted or stopped before. */
  restartSession(timers: Timers, ms: number, ended: () => void): void {
    this.#endSession()
    this.#endSession = timers.after(ms, ended)
  }
  stopSession(): void {
    this.#endSession()
  }
}

export function refusedJoin(errorCode: number, memberId = ''): JoinAnswer {
  return {
    errorCode,
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    members: [],
  }
}

export function refusedSync(errorCode: number): SyncAnswer {
  return {errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0)}
}
