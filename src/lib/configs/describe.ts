import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError} from '../cluster/errors.ts'
import type {ConfigEntry} from './config-entry.ts'
import type {ConfigResource} from './config-resource.ts'

export interface DescribeConfigsOptions {
  /** Only these configs; all if left out. */
  readonly names?: readonly string[] | undefined
  readonly synonyms?: boolean | undefined
  readonly documentation?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** `configs` in the broker's order. */
export type ConfigDescription =
  | {readonly resource: ConfigResource; readonly configs: readonly ConfigEntry[]; readonly error?: undefined}
  | {readonly resource: ConfigResource; readonly error: KafkaError}

/** One outcome per resource, in their order. A broker (or its loggers) is asked itself, everything else goes to any broker. */
export async function describeConfigs(
  _cluster: Cluster,
  _resources: readonly ConfigResource[],
  _options: DescribeConfigsOptions = {},
): Promise<ConfigDescription[]> {
  throw new Error('being written')
}
