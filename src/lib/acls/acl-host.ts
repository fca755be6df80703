import {isIP} from 'node:net'
import {UsageError} from '../errors/usage-error.ts'
import {wildcard} from './acl-names.ts'

/**
 * The host in the form that brokers compare: `*`, or an address as Java writes it, `0:0:0:0:0:0:0:1` for `::1`. Throws
 * UsageError for anything else, because a broker would store a name or a network and never match it.
 */
export function aclHost(text: string): string {
  if (text === wildcard) return text
  const version = isIP(text)
  if (version === 4) return text
  if (version === 6 && !text.includes('%')) return javaAddress(text)
  throw new UsageError(
    `'${text}' is not a host of an ACL: brokers compare IP addresses (10.0.0.7), neither names nor networks; * is every host`,
  )
}

/**
 * The forms in which an existing ACL may contain the host, whichever tool created it: as typed, and as Java writes an
 * address.
 */
export const storedHosts = (text: string): string[] => (isIP(text) === 6 ? [text, javaAddress(text)] : [text])

/** As Inet6Address.getHostAddress writes it; an IPv4-mapped address counts as IPv4 (Inet4Address). */
function javaAddress(text: string): string {
  const embedded = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)
  const plain = embedded
    ? `${embedded[1]}${hexPair(embedded[2], embedded[3])}:${hexPair(embedded[4], embedded[5])}`
    : text
  const [before = '', after] = plain.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === undefined || after === '' ? [] : after.split(':')
  const zeros = Array.from({length: after === undefined ? 0 : 8 - head.length - tail.length}, () => '0')
  const groups = [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16))
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return groups.map((group) => group.toString(16)).join(':')
}

const hexPair = (high = '0', low = '0'): string => (Number(high) * 256 + Number(low)).toString(16)
