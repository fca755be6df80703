// The mutation quota (controller_mutation_rate, KIP-599): controllers refuse what exceeds it, topic by topic, and say
// for how long. Apache's tools fail then; kafkit can wait.
import {setTimeout as sleep} from 'node:timers/promises'
import {failureOf, inTurn, type InTurnOptions} from '../cluster/batches.ts'
import {errorCode} from '../cluster/error-codes.ts'

/** Without `onQuota`, what exceeds the quota fails. */
export interface QuotaPatience {
  /** What exceeds the quota is sent again after the wait. Called with the wait in ms and the number of topics. */
  readonly onQuota?: ((ms: number, topics: number) => void) | undefined
  /** Once it aborts, nothing is sent again, and the rest has failed. */
  readonly signal?: AbortSignal | undefined
}

export interface QuotaAnswer<R> {
  /** One for each item, in the same order. */
  readonly outcomes: readonly R[]
  readonly throttleTimeMs: number
}

/** The number of tries after which a controller that refuses everything without naming a wait is not asked again. */
const mostTries = 20
const unsaidMs = 500

interface Rules<T, R> {
  readonly codeOf: (outcome: R) => number
  readonly failed: (item: T, code: number, text: string) => R
  readonly patience: QuotaPatience & InTurnOptions
}

/** Like inTurn, but repeats each piece until all of it is done within the quota. */
export const inTurnWithinQuota = <T, R>(
  pieces: readonly (readonly T[])[],
  send: (items: readonly T[]) => Promise<QuotaAnswer<R>>,
  rules: Rules<T, R>,
): Promise<R[]> =>
  inTurn(pieces, (piece) => withinQuota(piece, send, rules), rules.failed, {onProgress: rules.patience.onProgress})

/**
 * An outcome for each item, in the same order. Throws an error of the first request; after a later request that fails
 * as a whole, `failed` makes the outcomes of its items, because changes have already been made.
 */
async function withinQuota<T, R>(
  items: readonly T[],
  send: (items: readonly T[]) => Promise<QuotaAnswer<R>>,
  {codeOf, failed, patience: {onQuota, signal}}: Rules<T, R>,
): Promise<R[]> {
  const found: R[] = []
  let open = items.map((item, at) => ({item, at}))
  for (let left = mostTries; ; left--) {
    const {outcomes, throttleTimeMs} = await send(open.map(({item}) => item)).catch((error: unknown) => {
      const failure = failureOf(error)
      if (found.length === 0 || !failure) throw error
      return {outcomes: open.map(({item}) => failed(item, failure.code, failure.text)), throttleTimeMs: 0}
    })
    const over = open.filter(({at}, index) => {
      const outcome = outcomes[index]
      if (outcome !== undefined) found[at] = outcome
      return outcome !== undefined && codeOf(outcome) === errorCode.throttlingQuotaExceeded
    })
    if (over.length < open.length) left = mostTries
    if (over.length === 0 || !onQuota || left === 0 || signal?.aborted) return found
    const ms = Math.max(throttleTimeMs, unsaidMs)
    onQuota(ms, over.length)
    await sleep(ms, undefined, {signal}).catch(() => undefined)
    if (signal?.aborted) return found
    open = over
  }
}
