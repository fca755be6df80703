// Uses mechanisms packaged for kafkajs, by its documented interface `{mechanism, authenticationProvider}`.
import {once} from 'node:events'
import {SaslFailure, type Mechanism} from './mechanism.ts'

export interface KafkajsMechanism {
  readonly mechanism: string
  readonly authenticationProvider: (broker: KafkajsBroker) => {authenticate(): Promise<void>}
}

interface KafkajsBroker {
  readonly host: string
  readonly port: number
  readonly logger: Readonly<Record<'debug' | 'info' | 'warn' | 'error', (text: string) => void>>
  readonly saslAuthenticate: (exchange: Exchange) => Promise<unknown>
}

interface Exchange {
  readonly request: {encode(): Buffer | Promise<Buffer>}
  readonly response?: {decode(raw: Buffer): unknown; parse(data: unknown): unknown} | undefined
}

export const isKafkajsMechanism = (value: unknown): value is KafkajsMechanism =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as KafkajsMechanism).mechanism === 'string' &&
  typeof (value as KafkajsMechanism).authenticationProvider === 'function'

/** The plugin pushes messages by calling us; `converse` is a generator that is pulled. A queue joins the two. */
export const fromKafkajs = ({mechanism, authenticationProvider}: KafkajsMechanism): Mechanism => ({
  // kafkajs sends the name in upper case.
  name: mechanism.toUpperCase(),
  async *converse({host, port}) {
    const requests: {bytes: Buffer; answer(bytes: Buffer): void}[] = []
    const wake = new EventTarget()
    const silent = () => undefined
    const saslAuthenticate = async ({request, response}: Exchange) => {
      const bytes = withoutLength(await request.encode())
      const raw = await new Promise<Buffer>((answer) => {
        requests.push({bytes, answer})
        wake.dispatchEvent(new Event('request'))
      })
      return response?.parse(await response.decode(withLength(raw)))
    }
    let over = false
    let failure: Error | undefined
    const logger = {debug: silent, info: silent, warn: silent, error: silent, namespace: () => logger}
    const running: Promise<void> = Promise.resolve()
      .then(() => authenticationProvider({host, port, logger, saslAuthenticate}).authenticate())
      .catch((error: unknown) => {
        failure = error instanceof Error ? error : new Error('it gave no reason')
      })
      .finally(() => {
        over = true
        wake.dispatchEvent(new Event('request'))
      })
    while (!over || requests.length > 0) {
      const next = requests.shift()
      if (next) next.answer(yield next.bytes)
      else await once(wake, 'request')
    }
    await running
    if (failure !== undefined)
      throw new SaslFailure('pluginFailed', `the ${mechanism} plugin failed: ${failure.message}`, {
        cause: failure,
      })
  },
})

/**
 * In kafkajs's interface both directions begin with a length of 4 bytes, as in the protocol before SaslAuthenticate; in
 * ours only the mechanism's bytes are exchanged.
 */
function withoutLength(encoded: Buffer): Buffer {
  if (!Buffer.isBuffer(encoded)) throw new SaslFailure('pluginFailed', 'the plugin sent something that is not a buffer')
  return encoded.length >= 4 && encoded.readInt32BE() === encoded.length - 4 ? encoded.subarray(4) : encoded
}

export function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
