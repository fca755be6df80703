import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {entityExclusions, entityFlags, entityOf} from '../../lib/command-parts/quotas/entity-flags.ts'
import {nameIn} from '../../lib/command-parts/quotas/quota-columns.ts'
import {describeQuotas} from '../../lib/quotas/describe.ts'
import type {QuotaEntity} from '../../lib/quotas/quota-entity.ts'
import {quotaText} from '../../lib/quotas/quota-keys.ts'

/** One quota. Byte rates are in bytes per second, on each broker. */
interface ListedQuota {
  /** The entity. A name of null means all that have no quota of their own. */
  readonly entity: QuotaEntity
  readonly quota: string
  readonly value: number
}

const columns = {
  /** `<default>`: all users without a quota of their own. */
  user: {value: ({entity}) => nameIn(entity, 'user'), filled: true, role: () => 'name'},
  /** A client id; `<default>`: all client ids without a quota of their own. */
  client: {value: ({entity}) => nameIn(entity, 'client-id'), filled: true, role: () => 'name'},
  /** `<default>`: all addresses without a quota of their own. */
  ip: {value: ({entity}) => nameIn(entity, 'ip'), filled: true, role: () => 'name'},
  quota: {value: ({quota}) => quota},
  /** Bytes per second, percent of a thread, or a number per second; on each broker. */
  value: {value: ({value}) => value, text: ({quota, value}) => quotaText(quota, value), align: 'right'},
} satisfies Columns<ListedQuota>

export type Output = readonly ListedQuota[]
export type Row = RowOf<typeof columns>

export default class QuotasList extends KafkaCommand {
  static override summary = 'list the quotas of users, client ids and IP addresses'
  static override description =
    'Each broker applies the values on its own. Flags select: --user alice lists the quotas of alice, including those for single client ids of that user. kafkit quotas effective says which of them apply to a client.'
  static override examples = [
    '<%= config.bin %> quotas list',
    {description: 'All quotas of alice', command: '<%= config.bin %> quotas list --user alice'},
  ]
  static override exclusions = entityExclusions
  static override flags = {...entityFlags, ...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(QuotasList)
    const print = this.printer<Output, ListedQuota>(flags, columns, 'quota')
    const cluster = await this.connect(flags)
    const described = await describeQuotas(cluster, {parts: entityOf(flags), strict: false})
    const quotas = described
      .toSorted((a, b) => (orderOf(a.entity) < orderOf(b.entity) ? -1 : 1))
      .flatMap(({entity, quotas: own}) =>
        own
          .toSorted((a, b) => (a.key < b.key ? -1 : 1))
          .map(({key, value}): ListedQuota => ({entity, quota: key, value})),
      )
    await print({value: quotas, rows: quotas})
    return 0
  }
}

/** Users with their client ids, then client ids, then addresses; defaults first. */
const orderOf = (entity: QuotaEntity): string =>
  (['user', 'client-id', 'ip'] as const)
    .map((type) => {
      const part = entity.find((each) => each.type === type)
      return part ? `0${part.name === null ? '' : `1${part.name}`}` : type === 'user' ? '1' : ''
    })
    .join('\0')
