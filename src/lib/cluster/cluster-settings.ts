// Settings of a cluster, and of each call to it.
import type {Fields, Got} from '../wire/schema.ts'
import type {Address} from './address.ts'
import type {ConnectionSettings} from './connection.ts'

export interface ClusterSettings extends ConnectionSettings {
  /** Tried in turn; the next one starts when one fails, or has not answered for a second. */
  readonly bootstrap: readonly Address[]
  /** client.dns.lookup; every address of a name is tried either way. */
  readonly dnsLookup?: 'use_all_dns_ips' | 'resolve_canonical_bootstrap_servers_only' | undefined
  /** For a call as a whole, retries included, ms (default.api.timeout.ms). */
  readonly totalTimeoutMs?: number | undefined
  /** retry.backoff.ms and retry.backoff.max.ms. */
  readonly retryBackoffMs?: number | undefined
  readonly retryBackoffMaxMs?: number | undefined
  /** reconnect.backoff.ms and reconnect.backoff.max.ms, after a failed connection; by default those of retries. */
  readonly reconnectBackoffMs?: number | undefined
  readonly reconnectBackoffMaxMs?: number | undefined
  /** How often a call is tried again; by default as often as its time allows. */
  readonly retries?: number | undefined
  /** Ends every call. */
  readonly signal?: AbortSignal | undefined
  /** Ends every call as long as no broker was reached: nothing has begun that would have to be finished. */
  readonly signalUntilReached?: AbortSignal | undefined
  /** Go on trying while no bootstrap server can be reached, for the total time; by default one round decides. */
  readonly waitForBootstrap?: boolean | undefined
  /** Told each time that no bootstrap server could be reached and the round will be repeated. */
  readonly bootstrapFailed?: ((failure: Error) => void) | undefined
}

export type Target =
  'any' | 'controller' | {readonly node: number} | {readonly group: string} | {readonly transaction: string}

export interface CallOptions<S extends Fields = Fields> {
  /** The destination, if not the one of the API's table; `group` and `transaction` take the key from the request. */
  readonly to?: Target | undefined
  /** How an error begins, for instance `describe group orders`; by default the API's name. */
  readonly what?: string | undefined
  /** In all, retries included, ms. */
  readonly timeoutMs?: number | undefined
  /** For each try, ms. */
  readonly requestTimeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Names a connection of its own: a broker reads nothing else from one on which a long poll waits. */
  readonly purpose?: string | undefined
  readonly maxVersion?: number | undefined
  /** The error codes of the response's items: if one says that another broker must be asked, the call is repeated there. */
  readonly errors?: ((response: Got<S>) => Iterable<number>) | undefined
  /** Told when a connection broke, or was silent, while an answer was open: what is sent again may have been carried out. */
  readonly onLostAnswer?: (() => void) | undefined
}
