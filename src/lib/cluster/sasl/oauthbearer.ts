// OAUTHBEARER (RFC 7628, KIP-255): a token instead of a password. The sources of tokens are in tokens.ts and oidc.ts.
import {SaslFailure, type Mechanism} from './mechanism.ts'
import {expiryOf, type TokenSource} from './tokens.ts'

/**
 * Sends the token of the source at each login; `now` (ms since the epoch) is used only to report that a token has
 * expired.
 */
export const oauthBearer = (tokens: TokenSource, now: () => number): Mechanism => ({
  name: 'OAUTHBEARER',
  async *converse() {
    const {value, extensions = {}} = await tokens()
    const pairs = Object.entries(extensions).map(([key, text]) => `${key}=${text}\x01`)
    const answer = yield Buffer.from(`n,,\x01auth=Bearer ${value}\x01${pairs.join('')}\x01`)
    // A broker that accepts the token answers with nothing; one that refuses it first sends JSON with the reason,
    // without an error code.
    if (answer.length > 0) throw new SaslFailure('loginRefused', refusal(answer.toString(), value, now()))
  },
})

function refusal(text: string, token: string, now: number): string {
  const expires = expiryOf(token)
  const expired = expires !== undefined && expires <= now
  const why = expired
    ? `the token expired on ${new Date(expires).toISOString().slice(0, 19).replace('T', ' ')} UTC; get a new one`
    : 'is it meant for this cluster (issuer, audience, scope), and do the clocks agree?'
  return `it does not accept the token (${statusIn(text)}); ${why}`
}

function statusIn(text: string): string {
  try {
    const {status, scope} = JSON.parse(text) as {status?: unknown; scope?: unknown}
    const wanted = typeof scope === 'string' ? `, it wants the scope ${scope}` : ''
    return typeof status === 'string' ? `${status}${wanted}` : text
  } catch {
    return text
  }
}
