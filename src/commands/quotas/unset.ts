import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {entityFlags, namedEntity} from '../../lib/command-parts/quotas/entity-flags.ts'
import {
  QuotaCommand,
  quotaCommandFlags,
  type quotaItemColumns,
  type QuotaItem,
} from '../../lib/command-parts/quotas/quota-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {checkQuotaKey} from '../../lib/quotas/quota-keys.ts'

export type Output = readonly QuotaItem[]
export type Row = RowOf<typeof quotaItemColumns>

export default class QuotasUnset extends QuotaCommand {
  static override summary = 'remove quotas'
  static override description =
    'Removes quotas of exactly the entity that you name: --user alice does not include --user alice --client app. If a wider quota remains (kafkit quotas effective), it applies from then on; otherwise there is no limit. Shows the values, and asks on a terminal; anywhere else --yes is needed. The last line restores them.'
  static override examples = [
    '<%= config.bin %> quotas unset --user alice producer_byte_rate',
    {description: 'All quotas of an address', command: '<%= config.bin %> quotas unset --ip 10.0.0.7 --all --dry-run'},
  ]
  static override args = {
    quota: checked()({description: 'producer_byte_rate, consumer_byte_rate, …', multiple: true}),
  }
  static override flags = {
    ...entityFlags,
    all: boolean({summary: 'every quota of the entity'}),
    ...quotaCommandFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(QuotasUnset)
    const entity = namedEntity(flags)
    const keys = args.quota ?? []
    if (flags.all === keys.length > 0)
      throw new UsageError('give either names of quotas or --all (see kafkit quotas unset --help)')
    for (const key of keys) checkQuotaKey(key, entity)
    return this.changeQuotas(flags, entity, flags.all ? 'all' : new Map(keys.map((key) => [key, null])))
  }
}
