import type {Cluster} from '../cluster/cluster.ts'
import type {ConfigResource} from './config-resource.ts'

/** `append` and `subtract` are for configs that are lists, such as `cleanup.policy`: values separated by commas. */
export interface ConfigChanges {
  readonly set?: Readonly<Record<string, string>> | undefined
  readonly unset?: readonly string[] | undefined
  readonly append?: Readonly<Record<string, string>> | undefined
  readonly subtract?: Readonly<Record<string, string>> | undefined
}

export interface AlterConfigsOptions {
  readonly validateOnly?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

export interface AlteredConfigs {
  readonly resource: ConfigResource
  /** `AlterConfigs` on brokers before Kafka 2.3: read, changed and written back whole, so a change made meanwhile by others is lost. */
  readonly api: 'IncrementalAlterConfigs' | 'AlterConfigs'
  readonly validateOnly: boolean
}

/**
 * Changes configs of one resource, all or none. KafkaError with the broker's words if it refuses (unknown config name,
 * bad value, unknown topic); UsageError if a config is named twice or nothing is.
 */
export async function alterConfigs(
  _cluster: Cluster,
  _resource: ConfigResource,
  _changes: ConfigChanges,
  _options: AlterConfigsOptions = {},
): Promise<AlteredConfigs> {
  throw new Error('being written')
}
