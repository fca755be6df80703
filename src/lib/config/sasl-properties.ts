// sasl.* as a mechanism of ours.
import {UsageError} from '../cluster/errors.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'
import {parseJaas} from './jaas.ts'

/** Loaded on use: most connections need none of them. */
export async function saslMechanism(get: (name: string) => string | undefined): Promise<Mechanism> {
  const name = get('sasl.mechanism') ?? 'GSSAPI'
  const bits = name === 'SCRAM-SHA-256' ? 256 : name === 'SCRAM-SHA-512' ? 512 : undefined
  if (name !== 'PLAIN' && bits === undefined) {
    const unset = get('sasl.mechanism') === undefined ? " (Kafka's default)" : ''
    throw new UsageError(
      `sasl.mechanism ${name}${unset} is not supported yet: use PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512`,
    )
  }
  const jaas = get('sasl.jaas.config')
  if (jaas === undefined)
    throw new UsageError(`sasl.mechanism ${name} needs sasl.jaas.config with username and password`)
  const {module, options} = parseJaas(jaas)
  const wanted = bits === undefined ? 'PlainLoginModule' : 'ScramLoginModule'
  if (module !== wanted)
    throw new UsageError(`sasl.jaas.config names ${module}, but sasl.mechanism ${name} needs ${wanted}`)
  const [username, password] = [options.get('username'), options.get('password')]
  if (username === undefined || password === undefined) {
    throw new UsageError(`sasl.jaas.config of ${wanted} needs username and password`)
  }
  if (bits === undefined) {
    const {plain} = await import('../cluster/sasl/plain.ts')
    return plain(username, password)
  }
  const {scram} = await import('../cluster/sasl/scram.ts')
  return scram(bits, username, password)
}
