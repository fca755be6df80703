import {IncrementalAlterConfigs} from '../apis/incremental-alter-configs.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'
import {throwIfError} from '../cluster/errors.ts'
import {configResourceCode, configTarget, resourceText, type ConfigResource} from './config-resource.ts'

/** One operation on one config. `append` and `subtract` are for lists; `value` is null only with `unset`. */
export interface ConfigStep {
  readonly name: string
  readonly operation: 'set' | 'unset' | 'append' | 'subtract'
  readonly value: string | null
}

export interface IncrementalOptions {
  /** The broker judges the steps and changes nothing. */
  readonly validateOnly?: boolean | undefined
  /** Where to send it: by default to the broker that a resource belongs to, or to any. */
  readonly to?: Target | undefined
  readonly signal?: AbortSignal | undefined
}

/** AlterConfigOp.OpType. */
const operationCode = {set: 0, unset: 1, append: 2, subtract: 3} as const

/**
 * Sends the steps as they are (KIP-339); brokers refuse two different ones for one name. KafkaError with the broker's
 * message; UnsupportedApi before Kafka 2.3.
 */
export async function alterIncrementally(
  cluster: Cluster,
  resource: ConfigResource,
  steps: readonly ConfigStep[],
  {validateOnly = false, to, signal}: IncrementalOptions = {},
): Promise<void> {
  const what = `alter configs of ${resourceText(resource)}`
  const node = configTarget(resource)
  const {responses} = await cluster.call(
    IncrementalAlterConfigs,
    {
      resources: [
        {
          resourceType: configResourceCode[resource.type],
          resourceName: resource.name,
          configs: steps.map(({name, operation, value}) => ({name, configOperation: operationCode[operation], value})),
        },
      ],
      validateOnly,
    },
    {
      what,
      to: to ?? (node === 'any' ? 'any' : {node}),
      signal,
      errors: (response) => response.responses.map(({errorCode}) => errorCode),
    },
  )
  for (const {errorCode, errorMessage} of responses) throwIfError(errorCode, what, errorMessage)
}
