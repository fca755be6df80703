// SASL: a mechanism is a conversation, that is a generator which yields what the client sends and is resumed with the
// broker's answer.
import {SaslAuthenticate} from '../../apis/sasl-authenticate.ts'
import {SaslHandshake} from '../../apis/sasl-handshake.ts'
import type {Api} from '../../wire/api.ts'
import type {Fields, Got, Sent} from '../../wire/schema.ts'
import {addressText, type Address} from '../address.ts'
import {errorCode, kafkaErrors} from '../error-codes.ts'
import type {ReasonOf} from '../connection-reasons.ts'
import {ConnectionError, type ConnectionErrorOptions} from '../errors.ts'

/** The bytes that a mechanism yields are sent unchanged; it is resumed with the broker's answer to each. */
export interface Mechanism {
  /** The name as in sasl.mechanism: PLAIN, SCRAM-SHA-256 … */
  readonly name: string
  /** `broker`: the advertised address, because some mechanisms log in to a named host. */
  converse(broker: Address): AsyncGenerator<Buffer, void, Buffer>
  /** For another client that logs in by itself; a function, so that it is not printed by accident. */
  credentials?(): {readonly username: string; readonly password: string}
}

type Call = <Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Sent<Q>) => Promise<Got<S>>

/**
 * Logs in and returns for how long the broker accepts the session, ms (KIP-368); 0: no limit. Throws ConnectionError of
 * kind `authentication`.
 */
export async function authenticate(mechanism: Mechanism, broker: Address, call: Call): Promise<number> {
  const peer = addressText(broker)
  const {name} = mechanism
  const refuse = (reason: ReasonOf<'authentication'>, refusal: string, options: ConnectionErrorOptions = {}) =>
    new ConnectionError(peer, reason, `${peer} refused the SASL login: ${refusal}`, {refusal, ...options})
  // Tokens and tickets are fetched before anything is sent to the broker, so such a failure is not the broker's
  // refusal.
  const begin = (error: unknown) => {
    if (!(error instanceof SaslFailure)) throw error
    const text = `the SASL login to ${peer} cannot begin: ${error.message}`
    throw new ConnectionError(peer, error.reason, text, {cause: error})
  }
  const greeting = await call(SaslHandshake, {mechanism: name})
  const mechanisms = {wanted: name, offered: greeting.mechanisms}
  if (greeting.errorCode === errorCode.unsupportedSaslMechanism) {
    const others = mechanisms.offered.join(', ')
    const [refusal, advice] = others
      ? [`it does not offer ${name}, it offers ${others}`, 'set sasl.mechanism to one of them']
      : ['this listener offers no SASL mechanism at all', 'is it a PLAINTEXT or SSL listener?']
    throw refuse('mechanismUnsupported', refusal, {advice, mechanisms})
  }
  if (greeting.errorCode === errorCode.illegalSaslState)
    throw refuse('loginUnexpected', 'this listener takes no SASL login', {
      advice: 'is it a PLAINTEXT or SSL listener (security.protocol)?',
      mechanisms,
    })
  if (greeting.errorCode !== 0) throw refuse('loginRefused', kafkaErrors(greeting.errorCode).text)
  let lifetimeMs = 0
  const conversation = mechanism.converse(broker)
  for (let step = await conversation.next().catch(begin); !step.done;) {
    const answer = await call(SaslAuthenticate, {authBytes: step.value})
    if (answer.errorCode !== 0) {
      const refusal = answer.errorMessage ?? kafkaErrors(answer.errorCode).text
      const shown = refusal.includes(name) ? refusal : `${refusal} (${name})`
      throw new ConnectionError(peer, 'loginRefused', `${peer} refused the SASL login: ${shown}`, {refusal})
    }
    lifetimeMs = answer.sessionLifetimeMs
    try {
      step = await conversation.next(answer.authBytes)
    } catch (error) {
      throw error instanceof SaslFailure ? refuse(error.reason, error.message, {cause: error}) : error
    }
  }
  return lifetimeMs
}

/**
 * An error of a mechanism: `loginRefused` if the broker's part of the conversation is wrong, otherwise what the
 * mechanism lacks to begin. `authenticate` adds the address.
 */
export class SaslFailure extends Error {
  override readonly name = 'SaslFailure'
  readonly reason: ReasonOf<'authentication'>

  constructor(reason: ReasonOf<'authentication'>, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
