// Values of client properties that Java's clients refuse before they do anything, in ConfigDef's words.
import {ConfigDefError, configException} from '../java/errors.ts'

const invalid = (name: string, value: string, why: string) =>
  new ConfigDefError(`Invalid value ${value} for configuration ${name}: ${why}`)

const integers: Readonly<Record<string, 'INT' | 'LONG'>> = {
  'request.timeout.ms': 'INT',
  'default.api.timeout.ms': 'INT',
  'socket.connection.setup.timeout.ms': 'LONG',
  'socket.connection.setup.timeout.max.ms': 'LONG',
  'retry.backoff.ms': 'LONG',
  'retry.backoff.max.ms': 'LONG',
  'reconnect.backoff.ms': 'LONG',
  'reconnect.backoff.max.ms': 'LONG',
  'connections.max.idle.ms': 'LONG',
  'metadata.max.age.ms': 'LONG',
  retries: 'INT',
}

/** ConfigException as JavaError for the first property that cannot be. */
export function checkClientProperties(properties: ReadonlyMap<string, string>): void {
  for (const [name, type] of Object.entries(integers)) {
    const value = properties.get(name)?.trim()
    if (value === undefined) continue
    const bits = type === 'INT' ? 32 : 64
    if (
      !/^[+-]?\d+$/.test(value) ||
      BigInt.asIntN(bits, BigInt(value.replace('+', ''))) !== BigInt(value.replace('+', ''))
    )
      throw invalid(name, value, `Not a number of type ${type}`)
    if (value.startsWith('-')) throw invalid(name, value, 'Value must be at least 0')
  }
  const protocol = properties.get('security.protocol')?.trim()
  const protocols = ['SASL_SSL', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT']
  if (protocol !== undefined && !protocols.includes(protocol.toUpperCase()))
    throw invalid('security.protocol', protocol, `String must be one of (case insensitive): ${protocols.join(', ')}`)
}

/** What the admin client finds when it is made: a total time limit that leaves no time for one request. */
export function checkAdminTimeouts(properties: ReadonlyMap<string, string>): void {
  const total = properties.get('default.api.timeout.ms')
  if (total !== undefined && Number(total) < Number(properties.get('request.timeout.ms') ?? 30_000))
    throw configException(
      'The specified value of default.api.timeout.ms must be no smaller than the value of request.timeout.ms.',
    )
}
