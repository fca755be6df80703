import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {duration} from '../../lib/cli/flags.ts'
import {ProlongCommand, prolongFlags} from '../../lib/command-parts/tokens/prolong-command.ts'
import type {tokenItemColumns, TokenItem} from '../../lib/command-parts/tokens/token-items.ts'
import {durationText} from '../../lib/text/duration.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {counted} from '../../lib/text/plural.ts'
import {renewToken} from '../../lib/tokens/prolong-token.ts'

export type Output = readonly TokenItem[]
export type Row = RowOf<typeof tokenItemColumns>

export default class TokensRenew extends ProlongCommand {
  static override summary = 'renew delegation tokens, so that they last longer'
  static override description =
    'Only the owner and the renewers of a token may renew it. It then lasts for at most delegation.token.expiry.time.ms from now on, and never beyond its maximum lifetime. Tokens are named by their id, so that the secret need not be typed.'
  static override examples = [
    "<%= config.bin %> tokens renew 'iN7HmXuTQl-A3zTb4vfJbw'",
    {description: 'In a script', command: "<%= config.bin %> tokens renew 'iN7HmXuTQl-A3zTb4vfJbw' --for 12h --yes"},
  ]
  static override args = {
    token: checked()({description: 'ids that kafkit tokens list shows', required: true, multiple: true}),
  }
  static override flags = {
    for: duration({summary: 'how long from now (default: as long as brokers allow)'}),
    ...prolongFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(TokensRenew)
    const periodMs = flags.for
    const now = this.io.now()
    return this.prolong(flags, args.token, {
      done: 'renewed',
      changes: 'renew delegation tokens',
      question: (items) => `Renew ${items.length === 1 ? 'this token' : `these ${counted(items.length, 'token')}`}`,
      planned: ({maxMs}) => (periodMs === undefined ? null : Math.min(maxMs, now + periodMs)),
      send: (cluster, {hmac}) => renewToken(cluster, hmac, periodMs ?? -1),
      foreseen: (items) =>
        items.flatMap(({tokenId, before, expires}) =>
          before !== null && expires !== null && expires < before
            ? [`token ${tokenId} will expire ${durationText(before - expires)} earlier than now, because of --for`]
            : [],
        ),
      warnings: (items) =>
        items.flatMap(({tokenId, status, expires, maxLife}) => {
          if (status !== 'renewed' || expires === null || periodMs === undefined) return []
          const short = Math.min(maxLife ?? Infinity, now + periodMs) - expires
          return short > 60_000
            ? [
                `token ${tokenId} expires ${durationText(short)} earlier than requested, because brokers do not allow more (delegation.token.expiry.time.ms)`,
              ]
            : []
        }),
      undo: (items) => {
        const lines = items.flatMap(({tokenId, before}) => {
          const left = (before ?? 0) - this.io.now()
          return tokenId === null || left < 1000
            ? []
            : [`kafkit tokens expire ${shellWord(tokenId)} --in ${durationText(left)}`]
        })
        return lines.length === 0 ? {none: 'no token was renewed'} : {command: lines}
      },
    })
  }
}
