import {string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {checkAddress, entityFlags} from '../../lib/command-parts/quotas/entity-flags.ts'
import {perBroker} from '../../lib/command-parts/quotas/quota-columns.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {describeConfigs} from '../../lib/configs/describe.ts'
import {describeQuotas} from '../../lib/quotas/describe.ts'
import {effectiveQuotas, type EffectiveQuota, type EntityQuota, type QuotaClient} from '../../lib/quotas/effective.ts'
import {quotaEntityText} from '../../lib/quotas/quota-entity.ts'
import {quotaText} from '../../lib/quotas/quota-keys.ts'

/** The quota that applies to one client. */
interface Effective {
  readonly client: QuotaClient
  /** How many brokers there are, each of which allows this much. */
  readonly brokers: number
  readonly quotas: readonly EffectiveQuota[]
}

const loser =
  (key: string) =>
  ({entity, value}: EntityQuota) =>
    `${quotaText(key, value)} of ${quotaEntityText(entity)}`

const columns = {
  quota: {value: ({key}) => key, role: () => 'name'},
  /** Bytes per second, percent of a thread, or a number per second, on each broker; null: no limit. */
  value: {
    value: ({decides}) => decides?.value ?? null,
    text: ({key, decides}) => (decides ? quotaText(key, decides.value) : 'no limit'),
    align: 'right',
  },
  /** The entity whose quota it is; null if there is none. */
  from: {value: ({decides}) => (decides ? quotaEntityText(decides.entity) : null)},
  /** Quotas that would apply if the one above did not, in order of precedence. */
  overruled: {
    value: ({key, overruled}) => overruled.map(loser(key)),
    text: ({key, overruled}) => overruled.map(loser(key)).join('; ') || null,
    filled: true,
  },
} satisfies Columns<EffectiveQuota>

export type Output = Effective
export type Row = RowOf<typeof columns>

export default class QuotasEffective extends KafkaCommand {
  static override summary = 'show which quotas apply to a client, and where they come from'
  static override description =
    'The first of these that has a quota counts: 1 the user with the client id, 2 the user with the default client id, 3 the user, 4 the default user with the client id, 5 the default user with the default client id, 6 the default user, 7 the client id, 8 the default client id. Each quota is determined independently. Without --user, the client is one that does not log in (ANONYMOUS); without --client, one that has no client id. Brokers with a class of their own for this (client.quota.callback.class) may decide otherwise; a note says so.'
  static override examples = [
    '<%= config.bin %> quotas effective --user alice --client app1 --ip 10.0.0.7',
    {
      description: 'How much the producers of an application may send',
      command:
        "<%= config.bin %> quotas effective --user alice --client app1 -o template='{quota} {value}' | grep producer",
    },
  ]
  static override flags = {
    user: entityFlags.user,
    client: string({helpValue: 'ID', summary: 'its client id (client.id)', helpGroup: 'WHOSE'}),
    ip: entityFlags.ip,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(QuotasEffective)
    const print = this.printer<Output, EffectiveQuota>(flags, columns, 'quota')
    const {user, client, ip} = flags
    if (user === undefined && client === undefined && ip === undefined)
      throw new UsageError('whose quotas? Give --user, --client or --ip, or several of them')
    checkAddress({...flags, 'user-default': false, 'client-default': false, 'ip-default': false})
    const cluster = await this.connect(flags)
    const brokers = await cluster.brokers()
    const [described, callbacks] = await Promise.all([
      describeQuotas(cluster, {parts: [], strict: false}),
      quotaCallbacks(
        cluster,
        brokers.map(({id}) => id),
      ),
    ])
    const asked: QuotaClient = {user: user ?? 'ANONYMOUS', clientId: client ?? '', ip: ip ?? null}
    const quotas = effectiveQuotas(described, asked)
    await print({value: {client: asked, brokers: brokers.length, quotas}, rows: quotas})
    if ('error' in callbacks)
      await this.note(
        `cannot tell whether brokers use a custom class for quotas (${callbackConfig}): ${callbacks.error.message}`,
      )
    else if (callbacks.size > 0)
      await this.warning(
        `brokers use a custom class for quotas, which may decide otherwise: ${[...callbacks].map(([id, name]) => `${name} on broker ${id}`).join(', ')} (${callbackConfig})`,
      )
    if (quotas.some(({decides}) => decides)) await this.note(perBroker(brokers.length))
    return 0
  }
}

const callbackConfig = 'client.quota.callback.class'

/** The custom class of each broker that has one; `error` if a broker's class cannot be read. */
async function quotaCallbacks(
  cluster: Cluster,
  nodes: readonly number[],
): Promise<ReadonlyMap<string, string> | {readonly error: Error}> {
  const brokers = nodes.map((id) => ({type: 'BROKER', name: String(id)}) as const)
  const found = new Map<string, string>()
  for (const description of await describeConfigs(cluster, brokers, {names: [callbackConfig]})) {
    if (description.error) return {error: description.error}
    const value = description.configs.find(({name}) => name === callbackConfig)?.value
    if (value) found.set(description.resource.name, value)
  }
  return found
}
