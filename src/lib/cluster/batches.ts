// Sends many items in several consecutive requests.
import {Deadline} from './back-off.ts'
import {errorCode} from './error-codes.ts'
import {ConnectionError, KafkaError} from './errors.ts'
import type {Within} from './fan-out.ts'

/**
 * The most records that a KRaft controller writes for one request (ReplicationControlManager.MAX_PARTITIONS_PER_BATCH,
 * QuorumController.MAX_RECORDS_PER_USER_OP); it refuses larger requests completely (POLICY_VIOLATION).
 */
export const mostRecords = 10_000

/** Splits into pieces that weigh at most `most` each; a heavier item is alone in its piece. */
export function weighed<T>(items: readonly T[], weightOf: (item: T) => number, most: number): T[][] {
  const pieces: T[][] = []
  let weight = 0
  for (const item of items) {
    const own = weightOf(item)
    const last = pieces.at(-1)
    if (last && weight + own <= most) {
      last.push(item)
      weight += own
    } else {
      pieces.push([item])
      weight = own
    }
  }
  return pieces
}

export interface InTurnOptions {
  /** Called after each request but the last, with the number of items that have an outcome. */
  readonly onProgress?: ((done: number) => void) | undefined
}

/**
 * Sends the pieces one after the other; the outcomes are in the order of the items. A failure of the first request is
 * thrown, because it concerns all items. After a later failure changes have already been made, so the items of that
 * request and those not sent get an outcome from `failed`.
 */
export async function inTurn<T, R>(
  pieces: readonly (readonly T[])[],
  send: (piece: readonly T[]) => Promise<readonly R[]>,
  failed: (item: T, code: number, text: string) => R,
  {onProgress}: InTurnOptions = {},
): Promise<R[]> {
  const outcomes: R[] = []
  for (const [at, piece] of pieces.entries()) {
    try {
      outcomes.push(...(await send(piece)))
    } catch (error) {
      const failure = failureOf(error)
      if (at === 0 || !failure) throw error
      const {code, text} = failure
      const unsent = `not sent, because an earlier request failed: ${text}`
      outcomes.push(...piece.map((item) => failed(item, code, text)))
      outcomes.push(...pieces.slice(at + 1).flatMap((later) => later.map((item) => failed(item, code, unsent))))
      break
    }
    if (at < pieces.length - 1) onProgress?.(outcomes.length)
  }
  return outcomes
}

/**
 * For a question in a fan-out that takes several requests to one broker: sends the pieces one after the other within
 * the remaining time, and joins the answers. If a later request fails, the answers so far are kept, and the fan-out
 * asks for the rest again; a failure of the first request is thrown.
 */
export async function answersInTurn<T, R>(
  pieces: readonly (readonly T[])[],
  {timeoutMs}: Within,
  ask: (piece: readonly T[], within: Within) => Promise<Iterable<R>>,
): Promise<R[]> {
  const deadline = new Deadline(timeoutMs)
  const answers: R[] = []
  for (const [at, piece] of pieces.entries()) {
    try {
      for (const answer of await ask(piece, {timeoutMs: deadline.left})) answers.push(answer)
    } catch (error) {
      if (at === 0 || !(error instanceof KafkaError || error instanceof ConnectionError)) throw error
      break
    }
    if (deadline.over) break
  }
  return answers
}

/** Code and text of a request that failed as a whole, for the outcomes of its items; undefined for a bug of kafkit. */
export function failureOf(error: unknown): {readonly code: number; readonly text: string} | undefined {
  if (error instanceof KafkaError) return {code: error.code, text: error.text}
  return error instanceof ConnectionError ? {code: errorCode.networkException, text: error.message} : undefined
}
