// The settings of a cluster, and of each call to it.
import type {Fields, Got} from '../wire/schema.ts'
import type {Address} from './address.ts'
import type {ConnectionSettings} from './connection.ts'

export interface ClusterSettings extends ConnectionSettings {
  /** Tried in turn; the next one is started when one fails or has not answered for a second. */
  readonly bootstrap: readonly Address[]
  /** client.dns.lookup; all addresses of a name are tried with both values. */
  readonly dnsLookup?: 'use_all_dns_ips' | 'resolve_canonical_bootstrap_servers_only' | undefined
  /** The time limit of a whole call, retries included, ms (default.api.timeout.ms). */
  readonly totalTimeoutMs?: number | undefined
  /** retry.backoff.ms and retry.backoff.max.ms. */
  readonly retryBackoffMs?: number | undefined
  readonly retryBackoffMaxMs?: number | undefined
  /** reconnect.backoff.ms and reconnect.backoff.max.ms, after a failed connection; default: those of retries. */
  readonly reconnectBackoffMs?: number | undefined
  readonly reconnectBackoffMaxMs?: number | undefined
  /** How often a call is retried; default: as often as its time limit allows. */
  readonly retries?: number | undefined
  /** Aborting ends every call. */
  readonly signal?: AbortSignal | undefined
  /**
   * Aborting ends every call as long as no broker was reached, when nothing has begun that would have to be finished.
   */
  readonly signalUntilReached?: AbortSignal | undefined
  /** Keep trying while no bootstrap server can be reached, for the total time; by default each is tried once. */
  readonly waitForBootstrap?: boolean | undefined
  /** Called each time no bootstrap server could be reached, before the next round. */
  readonly bootstrapFailed?: ((failure: Error) => void) | undefined
}

export type Target =
  'any' | 'controller' | {readonly node: number} | {readonly group: string} | {readonly transaction: string}

export interface CallOptions<S extends Fields = Fields> {
  /**
   * The destination, if it is not the one in the API's table; `group` and `transaction` take the key from the request.
   */
  readonly to?: Target | undefined
  /** The beginning of error messages, for instance `describe group orders`; default: the API's name. */
  readonly what?: string | undefined
  /** The time limit of the call, retries included, ms. */
  readonly timeoutMs?: number | undefined
  /** The time limit of each try, ms. */
  readonly requestTimeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Names a separate connection, because a broker reads nothing else from a connection on which a long poll waits. */
  readonly purpose?: string | undefined
  readonly maxVersion?: number | undefined
  /**
   * Returns the error codes of the response's items. If one of them says that another broker must be asked, the call is
   * repeated there.
   */
  readonly errors?: ((response: Got<S>) => Iterable<number>) | undefined
  /** Told when a connection broke, or was silent, while an answer was open: what is sent again may have been carried out. */
  readonly onLostAnswer?: (() => void) | undefined
}
