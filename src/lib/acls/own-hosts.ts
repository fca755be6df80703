import {networkInterfaces} from 'node:os'
import {aclHost} from './acl-host.ts'
import {wildcard} from './acl-names.ts'

/**
 * The addresses that brokers may see us at, as ACLs have them, and `*` for one that no ACL names. Behind an address
 * translation it is another one, which cannot be told from here.
 */
export function ownHosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const plain = addresses.map(({address}) => address).filter((address) => !address.includes('%'))
  return [...new Set([wildcard, '127.0.0.1', ...plain.map((address) => aclHost(address))])]
}
