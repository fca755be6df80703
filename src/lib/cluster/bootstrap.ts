// Makes the first connection to a cluster: bootstrap servers are tried in turn, and the first that answers is used.
import {addressText, type Address} from './address.ts'
import type {ClusterSettings} from './cluster-settings.ts'
import type {Connection} from './connection.ts'
import {ConnectionError} from './errors.ts'

/** The time without an answer after which the next address is tried as well, ms. */
const impatienceMs = 1000

/**
 * Connects to any broker. After a broken connection, the brokers named by the cluster (`known`) are tried after those
 * of the settings. Throws the failure if there is one server, or a ConnectionError that lists all failures.
 */
export async function bootstrapConnection(
  {bootstrap, dnsLookup}: Pick<ClusterSettings, 'bootstrap' | 'dnsLookup'>,
  known: readonly Address[],
  open: (address: Address) => Promise<Connection>,
): Promise<Connection> {
  const canonical = dnsLookup === 'resolve_canonical_bootstrap_servers_only'
  const servers = canonical ? await (await import('./route-to.ts')).canonical(bootstrap) : bootstrap
  const others = known.filter(({host, port}) => !servers.some((s) => s.host === host && s.port === port))
  const failures: Error[] = []
  const connection = await firstOf(
    [...servers, ...others].map((address) => () => open(address)),
    impatienceMs,
    (error) => failures.push(error),
  )
  if (connection) return connection
  const [first] = failures
  if (failures.length === 1 || failures.some((error) => !(error instanceof ConnectionError)))
    throw first ?? new Error('no bootstrap server')
  const all = servers.map(addressText).join(', ')
  const reason = first instanceof ConnectionError ? first.reason : 'unreachable'
  const list = failures
    .map(({message}) => message)
    .join('; ')
    .replaceAll('?; ', '? ')
  throw new ConnectionError(all, reason, `no bootstrap server could be reached: ${list}`, {cause: first})
}

/** Starts one attempt after the other and waits at most `patienceMs` for each; undefined if all of them fail. */
async function firstOf(
  openers: readonly (() => Promise<Connection>)[],
  patienceMs: number,
  failed: (error: Error) => void,
): Promise<Connection | undefined> {
  const {promise, resolve} = Promise.withResolvers<Connection | undefined>()
  let next = 0
  let running = 0
  let over = false
  let timer: NodeJS.Timeout | undefined
  const start = () => {
    clearTimeout(timer)
    const opener = openers[next++]
    if (over || !opener) {
      if (running === 0) resolve(undefined)
      return
    }
    running++
    timer = setTimeout(start, patienceMs)
    opener().then(
      (connection) => {
        running--
        over = true
        resolve(connection)
      },
      (error: Error) => {
        running--
        failed(error)
        start()
      },
    )
  }
  start()
  return promise.finally(() => clearTimeout(timer))
}
