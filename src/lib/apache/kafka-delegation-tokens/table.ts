import type {Io} from '../../cli/io.ts'
import {hmacText, type DelegationToken} from '../../tokens/delegation-token.ts'
import {minuteText} from '../java/date-text.ts'
import {padded} from '../java/format.ts'

const widths = [15, 30, 15, 15, 25, 15, 15, 15]
const headings = ['TOKENID', 'HMAC', 'OWNER', 'REQUESTER', 'RENEWERS', 'ISSUEDATE', 'EXPIRYDATE', 'MAXDATE']

/** An empty line precedes each token. Dates are in the local time zone. */
export function printTokens(tokens: readonly DelegationToken[], io: Io): void {
  const rows = tokens.map((token) => [
    token.tokenId,
    hmacText(token),
    token.owner,
    token.requester,
    `[${token.renewers.join(', ')}]`,
    ...[token.issuedMs, token.expiresMs, token.maxMs].map((ms) => minuteText(ms)),
  ])
  for (const cells of [headings, ...rows]) io.out(`\n${padded(cells, widths)}\n`)
}
