import {string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit-codes.ts'
import {duration} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {instantText} from '../../lib/command-parts/tokens/token-items.ts'
import {userPrincipal} from '../../lib/command-parts/tokens/token-principals.ts'
import {describeTokens} from '../../lib/tokens/describe-tokens.ts'
import {durationText} from '../../lib/text/duration.ts'
import {counted} from '../../lib/text/plural.ts'

/** A delegation token without its secret. Times are ms since the epoch. */
interface ListedToken {
  readonly tokenId: string
  /** The principal that it stands for. */
  readonly owner: string
  /** The principal that created it; null if brokers do not report it (before Kafka 3.3). */
  readonly requester: string | null
  /** The principals that may renew and expire it, besides the owner. */
  readonly renewers: readonly string[]
  readonly issued: number
  /** When it expires unless it is renewed. */
  readonly expires: number
  /** When it ends however often it is renewed. */
  readonly maxLife: number
}

const columns = {
  tokenId: {value: ({tokenId}) => tokenId, role: () => 'name'},
  owner: {value: ({owner}) => owner},
  /** The principal that created it; null if brokers do not report it. */
  requester: {value: ({requester}) => requester, wide: true},
  renewers: {value: ({renewers}) => renewers},
  /** Ms since the epoch. */
  issued: {value: ({issued}) => issued, text: ({issued}) => instantText(issued)},
  /** When it expires unless it is renewed, ms since the epoch. */
  expires: {value: ({expires}) => expires, text: ({expires}) => instantText(expires)},
  /** When it ends however often it is renewed, ms since the epoch. */
  maxLife: {value: ({maxLife}) => maxLife, text: ({maxLife}) => instantText(maxLife)},
} satisfies Columns<ListedToken>

export type Output = readonly ListedToken[]
export type Row = RowOf<typeof columns>

export default class TokensList extends KafkaCommand {
  static override summary = 'list delegation tokens, without their secrets'
  static override description =
    'Your own tokens, those that you may renew, and those that ACLs let you see (DESCRIBE on delegation-token/ID, DESCRIBE_TOKENS on user/User:NAME). Brokers answer only on connections that did not log in with a token.'
  static override examples = [
    '<%= config.bin %> tokens list',
    {
      description: 'In a monitoring check: exit code 3 if one expires within a week',
      command: '<%= config.bin %> tokens list --expiring 7d',
    },
  ]
  static override flags = {
    owner: string({
      helpValue: 'PRINCIPAL',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'only tokens of this owner, as in User:alice; repeat for more',
      parse: async (text) => {
        userPrincipal(text)
        return text
      },
    }),
    expiring: duration({summary: 'only tokens that expire within this time; exit code 3 if there are any'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(TokensList)
    const print = this.printer<Output, ListedToken>(flags, columns, 'tokenId')
    const {owner, expiring} = flags
    const cluster = await this.connect(flags)
    const described = await describeTokens(cluster, owner?.map((each) => userPrincipal(each)) ?? null)
    const now = this.io.now()
    const tokens = described
      .filter(({expiresMs}) => expiring === undefined || expiresMs <= now + expiring)
      .map(({tokenId, owner: whose, requester, renewers, issuedMs, expiresMs, maxMs}): ListedToken => ({
        tokenId,
        owner: whose,
        requester: requester === ':' ? null : requester,
        renewers,
        issued: issuedMs,
        expires: expiresMs,
        maxLife: maxMs,
      }))
      .toSorted((a, b) => a.expires - b.expires || (a.tokenId < b.tokenId ? -1 : 1))
    await print({value: tokens, rows: tokens})
    if (expiring === undefined || tokens.length === 0) return exitCode.done
    await this.note(
      `${counted(tokens.length, 'token')} ${tokens.length === 1 ? 'expires' : 'expire'} within ${durationText(expiring)}`,
    )
    return exitCode.exceeded
  }
}
