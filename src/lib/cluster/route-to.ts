// Replaces a broker's address where it is not used directly: by an address of the user, or by canonical names.
import {addressText, parseAddresses, type Address} from './address.ts'
import {UsageError} from './errors.ts'

/**
 * Where to connect: `overrides` maps an advertised `host:port` to the `host:port` that reaches it from here
 * (port-forwarding, NAT, containers). TLS still checks the advertised name.
 */
export function redirected(address: Address, overrides: ReadonlyMap<string, string> | undefined): Address {
  const target = overrides?.get(addressText(address)) ?? overrides?.get(addressText(address).toLowerCase())
  if (target === undefined) return address
  const [first, ...more] = parseAddresses(target)
  if (!first || more.length > 0) throw new UsageError(`'${target}' is not one address`)
  return first
}

/**
 * client.dns.lookup=resolve_canonical_bootstrap_servers_only: each bootstrap name is replaced by the canonical names of
 * all its addresses, from which Kerberos principals are made. A name that cannot be resolved is kept, and fails when it
 * is dialled.
 */
export async function canonical(servers: readonly Address[]): Promise<Address[]> {
  const {lookup, lookupService} = await import('node:dns/promises')
  const lists = await Promise.all(
    servers.map(async ({host, port}): Promise<Address[]> => {
      const found = await lookup(host, {all: true}).catch(() => [])
      if (found.length === 0) return [{host, port}]
      return Promise.all(
        // As Java's getCanonicalHostName: the address itself if it has no name.
        found.map(async ({address}) => ({
          host: await lookupService(address, port).then(
            ({hostname}) => hostname,
            () => address,
          ),
          port,
        })),
      )
    }),
  )
  const seen = new Map(lists.flat().map((address) => [addressText(address), address]))
  return [...seen.values()]
}
