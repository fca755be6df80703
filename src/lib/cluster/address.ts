// Parses addresses of brokers as users write them.
import {UsageError} from './errors.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Kafka's default port, for an address without one. */
const usualPort = 9092

/**
 * Parses a list such as `a:9092,[::1]:9093,b`; a missing port is 9092. A security protocol in front
 * (`SASL_SSL://a:9093`), as in a broker's listeners, is dropped. Throws UsageError that names the part that could not
 * be parsed.
 */
export function parseAddresses(text: string): Address[] {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0)
    throw new UsageError('no bootstrap server is given: write host:port, several with commas between')
  return parts.map(parseAddress)
}

function parseAddress(text: string): Address {
  const bad = (why: string) =>
    new UsageError(`'${text}' is not a bootstrap server: ${why}; write host:port, for instance localhost:9092`)
  if (/[^;\s][;\s]+[^;\s]/.test(text))
    throw new UsageError(
      `'${text}' is not a bootstrap server; several have commas between: ${text.split(/[;\s]+/).join(',')}`,
    )
  const scheme = /^([a-z][a-z0-9+_.-]*):\/\//i.exec(text)
  if (scheme && /^https?$/i.test(scheme[1] ?? '')) throw bad('Kafka does not speak HTTP')
  const place = text.slice(scheme?.[0].length ?? 0)
  const bare = bareIpv6(place)
  if (bare) return bare
  const match = /^(?:\[([0-9a-f:.%a-z]+)\]|([^:\s/[\]]+))(?::(.*))?$/i.exec(place)
  if (!match) throw bad('it is not of that form')
  const [, six, name, port] = match
  const number = port === undefined ? usualPort : /^\d+$/.test(port) ? Number(port) : NaN
  if (!(number >= 1 && number <= 65_535)) throw bad(`'${port ?? ''}' is not a port from 1 to 65535`)
  return {host: six ?? name ?? '', port: number}
}

/**
 * An IPv6 address without brackets. Java's clients take the text after the last colon as the port, and so does kafkit
 * unless only the whole text is an address.
 */
function bareIpv6(place: string): Address | undefined {
  // The first call of isIPv6 loads node:net and compiles a regular expression for 6 ms: a tenth of a short command's time.
  if (!/:.*:/.test(place)) return undefined
  const {isIPv6} = process.getBuiltinModule('node:net')
  const [, host = '', port = ''] = /^([\da-f:.]*:[\da-f:.]*(?:%\w+)?):(\d{1,5})$/i.exec(place) ?? []
  if (isIPv6(host) && Number(port) >= 1 && Number(port) <= 65_535) return {host, port: Number(port)}
  return isIPv6(place) ? {host: place, port: usualPort} : undefined
}

/** `host:port`, an IPv6 address in brackets. */
export const addressText = ({host, port}: Address): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
