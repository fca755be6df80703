// Client metrics subscriptions (KIP-714), and how their configs are typed.
import {describeApis} from '../../brokers/api-versions.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {listParts} from '../../configs/config-values.ts'
import {describeConfigs} from '../../configs/describe.ts'
import {listConfigResources} from '../../configs/list-resources.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {listed} from '../../text/listed.ts'
import {nameSelector, selectNames} from '../../text/name-selector.ts'
import {nearest} from '../../text/nearest.ts'
import type {SelectedResources} from './resources.ts'

export interface Subscription {
  readonly name: string
  /** How often clients push their metrics, ms. */
  readonly intervalMs: number
  /** Prefixes of metric names; `*` for all. If it is empty, clients push nothing. */
  readonly metrics: readonly string[]
  /** Which clients, as in `client_id=app.*`; empty for all clients. */
  readonly match: readonly string[]
}

export interface SubscriptionFailure {
  readonly name: string
  readonly error: Error
}

class NoSuchSubscription extends ExpectedError {
  override readonly name = 'NoSuchSubscription'
}

export const resourceOf = (name: string): ConfigResource => ({type: 'CLIENT_METRICS', name})

/**
 * The subscriptions that exist, or those that are named or match a pattern. Those that do not exist are in `errors`.
 */
export async function selectSubscriptions(
  cluster: Cluster,
  words: readonly string[] | undefined,
): Promise<SelectedResources> {
  const all = (await listConfigResources(cluster, ['CLIENT_METRICS'])).map(({name}) => name).toSorted()
  if (words === undefined) return {resources: all.map((name) => resourceOf(name)), errors: []}
  const {names, unmatched} = selectNames(words.map(nameSelector), all)
  const missing = [...names.filter((name) => !all.includes(name)), ...unmatched]
  return {
    resources: names.filter((name) => all.includes(name)).map((name) => resourceOf(name)),
    errors: missing.map((name) => noSuch(name, all)),
  }
}

function noSuch(name: string, all: readonly string[]): NoSuchSubscription {
  const meant = nearest(name, all)
  return new NoSuchSubscription(
    `there is no client metrics subscription '${name}'${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

export async function readSubscriptions(
  cluster: Cluster,
  resources: readonly ConfigResource[],
): Promise<{subscriptions: Subscription[]; errors: (KafkaError | ConnectionError)[]}> {
  const subscriptions: Subscription[] = []
  const errors: (KafkaError | ConnectionError)[] = []
  for (const each of await describeConfigs(cluster, resources)) {
    if (each.error) errors.push(each.error)
    else {
      const values = new Map(each.configs.map(({name, value}) => [name, value ?? '']))
      subscriptions.push({
        name: each.resource.name,
        intervalMs: Number(values.get('interval.ms') ?? defaultIntervalMs),
        metrics: listParts(values.get('metrics') ?? ''),
        match: listParts(values.get('match') ?? ''),
      })
    }
  }
  return {subscriptions, errors}
}

/** ClientMetricsConfigs.INTERVAL_MS_DEFAULT; brokers before Kafka 4.0 do not return configs that are not set. */
const defaultIntervalMs = 300_000

const matchNames = [
  'client_id',
  'client_instance_id',
  'client_software_name',
  'client_software_version',
  'client_source_address',
  'client_source_port',
]

/** Reads `client_id=app.*` and checks the name. The expression is Java's, so brokers check it. */
export function checkMatch(text: string): string {
  const [, name, expression] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(text) ?? []
  if (name === undefined || expression === undefined || expression === '')
    throw new UsageError(`'${text}' is not of the form NAME=REGEX, as in client_id=app.*`)
  if (matchNames.includes(name)) return `${name}=${expression}`
  const meant = nearest(name, matchNames)
  throw new UsageError(
    `clients cannot be matched by '${name}', but by ${listed(matchNames)}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  )
}

/** GetTelemetrySubscriptions (KIP-714): brokers support it only if a plug-in receives metrics. */
const telemetryApi = 71

/** Whether any broker can receive metrics; null if some brokers could not be asked and none of the others can. */
export async function receivesMetrics(cluster: Cluster): Promise<boolean | null> {
  const answers = await Promise.all(
    (await cluster.brokers()).map(({id}) =>
      describeApis(cluster, {node: id}).then(
        ({apis}) => apis.some(({key}) => key === telemetryApi),
        (error: unknown) => {
          if (!(error instanceof ExpectedError)) throw error
          return null
        },
      ),
    ),
  )
  return answers.includes(true) ? true : answers.includes(null) ? null : false
}
