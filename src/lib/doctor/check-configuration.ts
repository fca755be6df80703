import {addressText} from '../cluster/address.ts'
import type {Examination} from './examination.ts'
import type {Finding} from './step.ts'

/** Shows the settings and their sources; they have already been read when an examination begins. */
export async function checkConfiguration({input, settings}: Examination): Promise<Finding> {
  const {bootstrap, tls, sasl, proxy, resolve} = settings
  const protocol = `${sasl ? 'SASL_' : ''}${tls ? 'SSL' : sasl ? 'PLAINTEXT' : ''}` || 'PLAINTEXT'
  const details = input.configuration.map(({name, value, source}) => ({
    subject: name,
    verdict: 'ok' as const,
    text: `${value}  (${source})`,
    elapsedMs: null,
  }))
  const words = [protocol, ...(sasl ? [sasl.name] : []), ...(proxy ? ['through a proxy'] : [])]
  return {
    verdict: 'ok',
    summary: `${bootstrap.map(addressText).join(', ')} by ${words.join(', ')}`,
    details,
    data: {
      bootstrapServers: bootstrap.map(addressText),
      securityProtocol: protocol,
      saslMechanism: sasl?.name ?? null,
      proxy: proxy !== undefined,
      resolve: Object.fromEntries(resolve ?? []),
    },
  }
}
