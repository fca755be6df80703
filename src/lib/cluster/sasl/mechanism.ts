// SASL: a mechanism is a conversation, a generator that yields what we say and is resumed with what the broker answers.
import {saslAuthenticate} from '../../apis/sasl-authenticate.ts'
import {saslHandshake} from '../../apis/sasl-handshake.ts'
import type {Api} from '../../wire/api.ts'
import type {Fields, Got, Sent} from '../../wire/schema.ts'
import {errorCode, kafkaErrors} from '../error-codes.ts'
import {ConnectionError} from '../errors.ts'

/** The bytes that a mechanism yields go out as they are; it is resumed with the broker's answer to each. */
export interface Mechanism {
  /** As in sasl.mechanism: PLAIN, SCRAM-SHA-256 … */
  readonly name: string
  converse(): AsyncGenerator<Buffer, void, Buffer>
  /** For another client that logs in by itself; a function, so that nothing prints it by accident. */
  credentials?(): {readonly username: string; readonly password: string}
}

type Call = <Q extends Fields, S extends Fields>(api: Api<Q, S>, request: Sent<Q>) => Promise<Got<S>>

/** Returns for how many milliseconds the broker accepts this (KIP-368); 0 = without limit. */
export async function authenticate(mechanism: Mechanism, peer: string, call: Call): Promise<number> {
  const {name} = mechanism
  const refuse = (why: string) => new ConnectionError(peer, 'authentication', `${peer} refused the SASL login: ${why}`)
  const offered = await call(saslHandshake, {mechanism: name})
  if (offered.errorCode === errorCode.unsupportedSaslMechanism) {
    const others = offered.mechanisms.join(', ')
    throw refuse(
      others
        ? `it does not offer ${name}, it offers ${others}; set sasl.mechanism to one of them`
        : `this listener offers no SASL mechanism at all; is it a PLAINTEXT or SSL listener?`,
    )
  }
  if (offered.errorCode !== 0) throw refuse(kafkaErrors(offered.errorCode).text)
  let lifetimeMs = 0
  const conversation = mechanism.converse()
  for (let step = await conversation.next(); !step.done;) {
    const answer = await call(saslAuthenticate, {authBytes: step.value})
    if (answer.errorCode !== 0) throw refuse(`${answer.errorMessage ?? kafkaErrors(answer.errorCode).text} (${name})`)
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
