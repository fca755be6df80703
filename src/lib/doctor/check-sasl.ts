import {Metadata} from '../apis/metadata.ts'
import {SaslHandshake} from '../apis/sasl-handshake.ts'
import {addressText, type Address} from '../cluster/address.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {adviceFor} from './advice.ts'
import type {Examination} from './examination.ts'
import {someWork, type Finding, type Tried} from './step.ts'

/** Logs in to each bootstrap server; without SASL it checks whether a login would be required. */
export async function checkSasl(examination: Examination): Promise<Finding> {
  const {settings, introduced} = examination
  const {sasl} = settings
  if (!sasl) return withoutLogin(examination)
  const tried: Tried[] = []
  for (const server of introduced) {
    const {value, error, elapsedMs} = await examination.open(server)
    value?.close()
    const subject = addressText(server)
    const text = error?.message ?? `${sasl.name} accepted`
    tried.push({detail: {subject, verdict: error ? 'failed' : 'ok', text, elapsedMs}, error})
    // One refusal is enough: the other servers would refuse too, and accounts may be locked after several failures.
    if (error instanceof ConnectionError && error.kind === 'authentication') break
  }
  const details = tried.map(({detail}) => detail)
  const failed = tried.find(({error}) => error)?.error
  const verdict = someWork(details.map((detail) => detail.verdict))
  const inTheClear = sasl.name === 'PLAIN' && !settings.tls && !settings.bootstrap.every(isLocal)
  if (verdict === 'ok' && inTheClear)
    return {
      verdict: 'warning',
      summary: 'PLAIN accepted, but without TLS the password crosses the network in plain text',
      details,
      hint: 'use a SASL_SSL listener, or SCRAM',
    }
  return {
    verdict,
    summary: failed?.message ?? `${sasl.name} accepted`,
    details,
    hint: failed && adviceFor(failed, "look at the broker's log", sasl.name),
    data: {mechanism: sasl.name},
  }
}

const isLocal = ({host}: Address) => /^(localhost|127\.|::1$)/.test(host)

/**
 * A listener that requires a login lists its mechanisms when it is asked for one that does not exist; others refuse to
 * answer.
 */
async function withoutLogin(examination: Examination): Promise<Finding> {
  const notUsed = {verdict: 'skipped', summary: 'not used: security.protocol is without SASL'} as const
  const [server] = examination.introduced
  const connection = server && (await examination.introduction(server)).value
  if (!server || !connection?.supports(SaslHandshake)) return notUsed
  const offered = await connection
    .call(SaslHandshake, {mechanism: 'NONE-JUST-ASKING'}, {timeoutMs: 5000, signal: examination.signal})
    .catch((error: unknown) => {
      examination.signal?.throwIfAborted()
      if (!(error instanceof ConnectionError)) throw error
      return {errorCode: errorCode.none, mechanisms: []}
    })
  // Any other code means that no login is expected here; brokers before 2.0 list their mechanisms anyway.
  if (offered.errorCode !== errorCode.unsupportedSaslMechanism) return notUsed
  if (await answersWithoutLogin(examination, server)) return notUsed
  const mechanisms = offered.mechanisms.join(', ')
  const protocol = examination.settings.tls ? 'SASL_SSL' : 'SASL_PLAINTEXT'
  return {
    verdict: 'failed',
    summary: `${addressText(server)} requires a login by ${mechanisms}, but none is configured`,
    hint: `set security.protocol=${protocol}, sasl.mechanism to one of them, and sasl.jaas.config with the credentials`,
    data: {offered: offered.mechanisms},
  }
}

/**
 * Implementations other than Apache's list their mechanisms on every listener; only a listener that does not answer
 * without a login requires one.
 */
async function answersWithoutLogin(examination: Examination, server: Address): Promise<boolean> {
  const {settings, signal} = examination
  const {value: connection} = await examination.open(server, {...settings, sasl: undefined})
  if (!connection) return false
  try {
    await connection.call(Metadata, (version) => ({topics: version === 0 ? [{name: '-'}] : []}), {
      timeoutMs: 5000,
      signal,
    })
    return true
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof ConnectionError) return false
    throw error
  } finally {
    connection.close()
  }
}
