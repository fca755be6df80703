// GSSAPI, that is Kerberos (RFC 4752), with the optional package `kerberos`, which is compiled on the machine.
import {addressText} from '../address.ts'
import {isOneFile} from '../../runtime/engine.ts'
import {ConnectionError} from '../errors.ts'
import {SaslFailure, type Mechanism} from './mechanism.ts'

/** The part of the package's interface that is used here; all values are base64. */
export interface Kerberos {
  readonly GSS_MECH_OID_KRB5: number
  readonly GSS_C_MUTUAL_FLAG: number
  readonly GSS_C_SEQUENCE_FLAG: number
  initializeClient(service: string, options: object): Promise<KerberosClient>
}
interface KerberosClient {
  readonly contextComplete: boolean
  step(challenge: string): Promise<string | null>
  unwrap(challenge: string): Promise<string>
  wrap(message: string, options: object): Promise<string>
}

export interface GssapiOptions {
  /** sasl.kerberos.service.name: the first part of the broker's principal. */
  readonly service: string
  /** Selects a ticket of the cache or a key of the key table. */
  readonly principal?: string | undefined
  readonly load: () => Promise<Kerberos>
}

/** RFC 4752, section 3.3: no security layer after the login. TLS protects the connection, as in Apache's client. */
const noSecurityLayer = 1

const notInstalled = 'is not installed: npm install kerberos (it is compiled; libkrb5-dev must be there)'
const inOneFile = 'is not part of this executable: install kafkit with npm, and then npm install kerberos'

export const gssapi = ({service, principal, load}: GssapiOptions): Mechanism => ({
  name: 'GSSAPI',
  async *converse({host, port}) {
    const kerberos = await load().catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')
        throw new ConnectionError(
          addressText({host, port}),
          'kerberosMissing',
          `sasl.mechanism GSSAPI needs the package kerberos, which ${isOneFile ? inOneFile : notInstalled}`,
          {cause: error},
        )
      const text = `the package kerberos cannot be loaded: ${error.message}`
      throw new ConnectionError(addressText({host, port}), 'kerberosMissing', text, {cause: error})
    })
    try {
      const client = await kerberos.initializeClient(`${service}@${host}`, {
        mechOID: kerberos.GSS_MECH_OID_KRB5,
        gssFlags: kerberos.GSS_C_MUTUAL_FLAG | kerberos.GSS_C_SEQUENCE_FLAG,
        ...(principal === undefined ? {} : {principal}),
      })
      let challenge = ''
      while (!client.contextComplete) {
        const token = (await client.step(challenge)) ?? ''
        // Once the context is complete there may be nothing left to send, but the broker waits for a message.
        challenge = (yield Buffer.from(token, 'base64')).toString('base64')
      }
      // The broker offers security layers and a buffer size; the response declines them.
      const offered = Buffer.from(await client.unwrap(challenge), 'base64')
      if (((offered[0] ?? 0) & noSecurityLayer) === 0)
        throw new SaslFailure(
          'kerberosFailed',
          'it insists on a Kerberos security layer, which Kafka clients do not have',
        )
      const answer = Buffer.from([noSecurityLayer, 0, 0, 0])
      yield Buffer.from(await client.wrap(answer.toString('base64'), {}), 'base64')
    } catch (error) {
      if (error instanceof SaslFailure || error instanceof ConnectionError) throw error
      throw new SaslFailure(
        'kerberosFailed',
        `Kerberos says: ${(error as Error).message}${hint((error as Error).message)}`,
        {
          cause: error,
        },
      )
    }
  },
})

/** Advice chosen by the texts of MIT's library, which has no codes. */
function hint(message: string): string {
  if (/No credentials cache|No Kerberos credentials|Credentials cache/i.test(message))
    return '; run kinit, or name a keyTab in sasl.jaas.config'
  if (/expired/i.test(message)) return '; run kinit again'
  if (/Server .*not found in Kerberos database/i.test(message))
    return '; is sasl.kerberos.service.name right, and is the broker advertised by its full host name (client.dns.lookup)?'
  return ''
}
