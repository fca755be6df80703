// Properties that all of Java's clients have, with the checks of ConfigDef that run before a client does anything.
import {configException} from '../java/errors.ts'
import {checkConfig, type ConfigKey} from './config-def.ts'

const int: ConfigKey = {type: 'int', min: 0}
const long: ConfigKey = {type: 'long', min: 0}

const keys: Readonly<Record<string, ConfigKey>> = {
  'request.timeout.ms': int,
  'default.api.timeout.ms': int,
  'socket.connection.setup.timeout.ms': long,
  'socket.connection.setup.timeout.max.ms': long,
  'retry.backoff.ms': long,
  'retry.backoff.max.ms': long,
  'reconnect.backoff.ms': long,
  'reconnect.backoff.max.ms': long,
  'connections.max.idle.ms': long,
  'metadata.max.age.ms': long,
  retries: int,
  'security.protocol': {
    type: 'string',
    oneOf: ['SASL_SSL', 'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT'],
    ignoreCase: true,
  },
}

/** Throws ConfigException as JavaError for the first invalid property. */
export const checkClientProperties = (properties: ReadonlyMap<string, string>): void => checkConfig(keys, properties)

/**
 * What the admin client checks when it is created: default.api.timeout.ms must not be shorter than
 * request.timeout.ms.
 */
export function checkAdminTimeouts(properties: ReadonlyMap<string, string>): void {
  const total = properties.get('default.api.timeout.ms')
  if (total !== undefined && Number(total) < Number(properties.get('request.timeout.ms') ?? 30_000))
    throw configException(
      'The specified value of default.api.timeout.ms must be no smaller than the value of request.timeout.ms.',
    )
}
