import {networkInterfaces} from 'node:os'
import {aclHost} from './acl-host.ts'
import {wildcard} from './acl-names.ts'

/**
 * The addresses of this machine that brokers may see, in the form of ACLs, and `*` for one that no ACL names. Behind an
 * address translation brokers see another one, which is unknown here.
 */
export function ownHosts(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  const plain = addresses.map(({address}) => address).filter((address) => !address.includes('%'))
  return [...new Set([wildcard, '127.0.0.1', ...plain.map((address) => aclHost(address))])]
}
