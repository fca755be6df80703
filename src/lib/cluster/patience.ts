// When a call gives up before its time limit is over.
import type {ConnectionReason, ReasonOf} from './connection-reasons.ts'
import type {ConnectionError} from './errors.ts'
import {monotonicMs} from './monotonic.ts'

/**
 * For how long a broker that was never reached is asked again, ms. One that restarts comes back; an address that never
 * led anywhere from here does not change within the time limit of a call.
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

  /** Whether another try would be in vain; `reached`: the `host:port` of each broker that was reached before. */
  isOver({reason, address}: ConnectionError, reached: ReadonlySet<string>): boolean {
    // Once it may be a broker that stops; twice it is a listener that hangs up on clients without a login.
    if (reason === 'closedBeforeLogin') return ++this.#hungUp > 1
    if (address.split(', ').some((one) => reached.has(one))) return false
    return monotonicMs() - this.#since > (neverReachedMs[reason] ?? Infinity)
  }
}
