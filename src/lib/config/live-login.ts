// The `sasl` of a kafkajs configuration if it is code: a token provider, or a mechanism packaged for kafkajs.
import {UsageError} from '../cluster/errors.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'

/** Throws UsageError for a mechanism that only kafkajs implements. */
export async function liveLogin(sasl: Readonly<Record<string, unknown>>): Promise<Mechanism> {
  const {mechanism, oauthBearerProvider} = sasl
  const {fromKafkajs, isKafkajsMechanism} = await import('../cluster/sasl/kafkajs-plugin.ts')
  if (isKafkajsMechanism(sasl)) return fromKafkajs(sasl)
  if (typeof oauthBearerProvider === 'function') {
    const [{oauthBearer}, {cached}] = await Promise.all([
      import('../cluster/sasl/oauthbearer.ts'),
      import('../cluster/sasl/tokens.ts'),
    ])
    const provider = oauthBearerProvider as () => Promise<{value?: unknown; extensions?: Record<string, string>}>
    const token = async () => {
      const {value, extensions} = await provider()
      if (typeof value !== 'string') throw new UsageError('sasl.oauthBearerProvider gave no {value}')
      return {value, ...(extensions && {extensions})}
    }
    return oauthBearer(cached(token, Date.now), Date.now)
  }
  throw new UsageError(
    `sasl.mechanism ${String(mechanism)}: the configuration has neither an authenticationProvider nor an oauthBearerProvider`,
    {property: 'sasl.mechanism'},
  )
}
