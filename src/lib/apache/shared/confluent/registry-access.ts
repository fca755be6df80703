// The registry that the properties name, and the exceptions of Java's serializers if it refuses or does not answer.
import type {Io} from '../../../cli/io.ts'
import {registryOfProperties} from '../../../config/registry-settings.ts'
import {ExpectedError} from '../../../errors/expected-error.ts'
import {UsageError} from '../../../errors/usage-error.ts'
import {HttpClient} from '../../../http/client.ts'
import {HttpRefusal} from '../../../http/errors.ts'
import {Registry} from '../../../registry/registry.ts'
import {RegistrySchemas} from '../../../registry/registry-schemas.ts'
import {configException, JavaError, serializationException} from '../../java/errors.ts'

export interface RegistryAccess {
  readonly registry: Registry
  readonly schemas: RegistrySchemas
  readonly close: () => void
}

/** Throws ConfigException as JavaError if no registry is named, or if its address is invalid. */
export async function registryAccess(properties: ReadonlyMap<string, string>, io: Io): Promise<RegistryAccess> {
  if (!properties.get('schema.registry.url')?.trim()) throw configException('Missing schema registry url!')
  try {
    const settings = await registryOfProperties(properties)
    const beforeChange = ({line, fields}: {readonly line: string; readonly fields: object}) =>
      io.audit?.described?.(line.replace(/^(\w+ \/[^/?]*).*$/s, '$1'), {request: line, ...fields})
    const registry = new Registry(new HttpClient({...settings, beforeChange, signal: io.interrupted}))
    return {registry, schemas: new RegistrySchemas(registry), close: () => registry.close()}
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw configException(error.message, {cause: error, relation: 'repeats'})
  }
}

const errors = 'org.apache.kafka.common.errors.'
const restException = 'io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException'

/** The registry's answer for a schema that does not exist. */
export const notFound = (what: string, code: number): JavaError =>
  new JavaError(restException, `${what} not found; error code: ${code}`)

/** `toKafkaException`: the class depends on the status. `message`: what was tried. */
export function registryException(message: string, error: unknown): JavaError {
  if (!(error instanceof HttpRefusal)) {
    if (error instanceof ExpectedError || error instanceof JavaError)
      return new JavaError(`${errors}SerializationException`, message, {cause: error})
    throw error
  }
  const {status, serverText, errorCode} = error
  const cause =
    serverText === undefined
      ? error
      : new JavaError(restException, `${serverText}; error code: ${errorCode ?? status}`, {
          cause: error,
          relation: 'repeats',
        })
  return new JavaError(`${errors}${classOf(status)}`, message, {cause})
}

function classOf(status: number): string {
  switch (status) {
    case 401:
      return 'AuthenticationException'
    case 403:
      return 'AuthorizationException'
    case 429:
      return 'ThrottlingQuotaExceededException'
    case 408:
    case 500:
    case 503:
    case 504:
      return 'TimeoutException'
    case 502:
      return 'DisconnectException'
    default:
      return 'SerializationException'
  }
}

/** The exception, followed by the reason in our own words. */
export const schemaException = (message: string, cause: unknown): JavaError => {
  const {javaClass} = serializationException('')
  return new JavaError(javaClass, message, {cause})
}
