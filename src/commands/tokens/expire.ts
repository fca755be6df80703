import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {duration} from '../../lib/cli/flags.ts'
import {ProlongCommand, prolongFlags} from '../../lib/command-parts/tokens/prolong-command.ts'
import type {tokenItemColumns, TokenItem} from '../../lib/command-parts/tokens/token-items.ts'
import {durationText} from '../../lib/text/duration.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {counted} from '../../lib/text/plural.ts'
import {expireToken} from '../../lib/tokens/prolong-token.ts'

export type Output = readonly TokenItem[]
export type Row = RowOf<typeof tokenItemColumns>

export default class TokensExpire extends ProlongCommand {
  static override summary = 'expire delegation tokens, at once or soon'
  static override description =
    'New logins with the token fail afterwards; connections that are open stay open until they log in again. Only the owner and the renewers of a token may expire it. An expired token cannot be restored.'
  static override examples = [
    "<%= config.bin %> tokens expire 'iN7HmXuTQl-A3zTb4vfJbw'",
    {
      description: 'Give its clients another hour',
      command: "<%= config.bin %> tokens expire 'iN7HmXuTQl-A3zTb4vfJbw' --in 1h --yes",
    },
  ]
  static override args = {
    token: checked()({description: 'ids that kafkit tokens list shows', required: true, multiple: true}),
  }
  static override flags = {
    in: duration({summary: 'how long it lasts from now on (default: it expires at once)'}),
    ...prolongFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TokensExpire)
    const periodMs = flags.in
    const now = this.io.now()
    const when = periodMs === undefined ? 'at once' : `in ${durationText(periodMs)}`
    return this.prolong(flags, args.token, {
      done: 'expired',
      changes: 'expire delegation tokens',
      question: (items) =>
        `End ${items.length === 1 ? 'this token' : `these ${counted(items.length, 'token')}`} ${when}`,
      planned: ({maxMs}) => Math.min(maxMs, now + (periodMs ?? 0)),
      send: (cluster, {hmac}) => expireToken(cluster, hmac, periodMs ?? -1),
      undo: (items) => {
        if (items.length === 0) return {none: 'no token was expired'}
        if (periodMs === undefined)
          return {none: 'an expired token cannot be restored: kafkit tokens create makes another'}
        const lines = items.flatMap(({tokenId, before}) =>
          tokenId === null || before === null
            ? []
            : [`kafkit tokens renew ${shellWord(tokenId)} --for ${durationText(before - this.io.now())}`],
        )
        return {command: lines}
      },
    })
  }
}
