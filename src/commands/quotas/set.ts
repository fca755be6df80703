import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {nameAndValue} from '../../lib/cli/flags.ts'
import {checkAddress, entityFlags, namedEntity} from '../../lib/command-parts/quotas/entity-flags.ts'
import {
  QuotaCommand,
  quotaCommandFlags,
  type quotaItemColumns,
  type QuotaItem,
} from '../../lib/command-parts/quotas/quota-command.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {checkQuotaKey, parseQuota} from '../../lib/quotas/quota-keys.ts'

export type Output = readonly QuotaItem[]
export type Row = RowOf<typeof quotaItemColumns>

export default class QuotasSet extends QuotaCommand {
  static override summary = 'set quotas of users, client ids or IP addresses'
  static override description =
    'Users and client ids have producer_byte_rate and consumer_byte_rate (bytes a second), request_percentage (of one thread of a broker: 200 is two threads) and controller_mutation_rate (partitions created or deleted a second); IP addresses have connection_creation_rate. Each broker applies them on its own. Shows the values before and after, lets a broker check them, and asks on a terminal; anywhere else --yes is needed. Afterwards they are read back, and the last line brings the old values back.'
  static override examples = [
    '<%= config.bin %> quotas set --user alice producer_byte_rate=10MiB consumer_byte_rate=20MiB',
    {
      description: 'One client id of a user',
      command: '<%= config.bin %> quotas set --user alice --client reports request_percentage=50',
    },
    {
      description: 'All users without a quota of their own',
      command: '<%= config.bin %> quotas set --user-default producer_byte_rate=1MiB --dry-run',
    },
    {
      description: 'New connections from one address',
      command: '<%= config.bin %> quotas set --ip 10.0.0.7 connection_creation_rate=10 --yes',
    },
  ]
  static override args = {
    quota: checked((text) => void nameAndValue(text))({
      description: 'NAME=VALUE: producer_byte_rate=10MiB, request_percentage=200',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {...entityFlags, ...quotaCommandFlags}

  async run(): Promise<number> {
    const {flags, args} = await this.parse(QuotasSet)
    const entity = namedEntity(flags)
    checkAddress(flags)
    const wanted = new Map<string, number>()
    for (const [key, text] of args.quota.map((each) => nameAndValue(each))) {
      checkQuotaKey(key, entity)
      if (wanted.has(key)) throw new UsageError(`${key} is set twice`)
      wanted.set(key, parseQuota(key, text))
    }
    return this.changeQuotas(flags, entity, wanted)
  }
}
