// SASL: a mechanism is a conversation, a generator that yields what we say and is resumed with what the broker answers.
import {SaslAuthenticate} from '../../apis/sasl-authenticate.ts'
import {SaslHandshake} from '../../apis/sasl-handshake.ts'
import type {Api} from '../../wire/api.ts'
import type {Fields, Got, Sent} from '../../wire/schema.ts'
import {addressText, type Address} from '../address.ts'
import {errorCode, kafkaErrors} from '../error-codes.ts'
import {ConnectionError} from '../errors.ts'

/** The bytes that a mechanism yields go out as they are; it is resumed with the broker's answer to each. */
export interface Mechanism {
  /** As in sasl.mechanism: PLAIN, SCRAM-SHA-256 … */
  readonly name: string
  /** `broker` as it is advertised: some mechanisms log in to a named host. */
  converse(broker: Address): AsyncGenerator<Buffer, void, Buffer>
  /** For another client that logs in by itself; a function, so that nothing prints it by accident. */
  credentials?(): {readonly username: string; readonly password: string}
}

type Call = <Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Sent<Q>) => Promise<Got<S>>

/** Returns for how many milliseconds the broker accepts this (KIP-368); 0 = without limit. */
export async function authenticate(mechanism: Mechanism, broker: Address, call: Call): Promise<number> {
  const peer = addressText(broker)
  const {name} = mechanism
  const refuse = (why: string) => new ConnectionError(peer, 'authentication', `${peer} refused the SASL login: ${why}`)
  // Tokens and tickets are fetched before anything is said: it was not this broker that refused them.
  const begin = (error: unknown) => {
    if (!(error instanceof SaslFailure)) throw error
    throw new ConnectionError(peer, 'authentication', `the SASL login to ${peer} cannot begin: ${error.message}`, {
      cause: error,
    })
  }
  const offered = await call(SaslHandshake, {mechanism: name})
  if (offered.errorCode === errorCode.unsupportedSaslMechanism) {
    const others = offered.mechanisms.join(', ')
    throw refuse(
      others
        ? `it does not offer ${name}, it offers ${others}; set sasl.mechanism to one of them`
        : `this listener offers no SASL mechanism at all; is it a PLAINTEXT or SSL listener?`,
    )
  }
  if (offered.errorCode === errorCode.illegalSaslState)
    throw refuse('this listener takes no SASL login; is it a PLAINTEXT or SSL listener (security.protocol)?')
  if (offered.errorCode !== 0) throw refuse(kafkaErrors(offered.errorCode).text)
  let lifetimeMs = 0
  const conversation = mechanism.converse(broker)
  for (let step = await conversation.next().catch(begin); !step.done;) {
    const answer = await call(SaslAuthenticate, {authBytes: step.value})
    if (answer.errorCode !== 0) {
      const text = answer.errorMessage ?? kafkaErrors(answer.errorCode).text
      throw refuse(text.includes(name) ? text : `${text} (${name})`)
    }
    lifetimeMs = answer.sessionLifetimeMs
    try {
      step = await conversation.next(answer.authBytes)
    } catch (error) {
      throw error instanceof SaslFailure ? refuse(error.message) : error
    }
  }
  return lifetimeMs
}

/** What a mechanism raises when the broker's part of the conversation does not hold; `authenticate` adds the address. */
export class SaslFailure extends Error {
  override readonly name = 'SaslFailure'
}
