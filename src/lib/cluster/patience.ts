// Decides when a call gives up before its time limit.
import type {ConnectionReason, ReasonOf} from './connection-reasons.ts'
import type {ConnectionError} from './errors.ts'
import {monotonicMs} from './monotonic.ts'

/**
 * How long a broker that was never reached is retried, ms. A restarting broker comes back, but an address that never
 * worked from here does not change within the time limit of a call.
 */
const neverReachedMs: Partial<Record<ConnectionReason, number>> = {
  nameNotFound: 3000,
  proxyNotFound: 3000,
  nameServerSilent: 15_000,
  refused: 15_000,
  noRoute: 15_000,
  unreachable: 15_000,
  notInCluster: 15_000,
  proxyFailed: 15_000,
} satisfies Record<ReasonOf<'unreachable'>, number>

/** The failures of one call. */
export class Patience {
  readonly #since = monotonicMs()
  #hungUp = 0

  /** Whether another try would be useless; `reached`: the `host:port` of each broker that was reached before. */
  isOver({reason, address}: ConnectionError, reached: ReadonlySet<string>): boolean {
    // The first time it may be a broker that is stopping; the second time it is a listener that closes connections
    // without a login.
    if (reason === 'closedBeforeLogin') return ++this.#hungUp > 1
    if (address.split(', ').some((one) => reached.has(one))) return false
    return monotonicMs() - this.#since > (neverReachedMs[reason] ?? Infinity)
  }
}
