import {IncrementalAlterConfigs} from '../apis/incremental-alter-configs.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'
import {errorCode as codes} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {configResourceCode, configTarget, resourceText, type ConfigResource} from './config-resource.ts'

/** One operation on one config. `append` and `subtract` are for lists; `value` is null only for `unset`. */
export interface ConfigStep {
  readonly name: string
  readonly operation: 'set' | 'unset' | 'append' | 'subtract'
  readonly value: string | null
}

export interface IncrementalOptions {
  /** The broker validates the steps and changes nothing. */
  readonly validateOnly?: boolean | undefined
  /** The destination of the request. */
  readonly to?: Target | undefined
  readonly signal?: AbortSignal | undefined
}

/** AlterConfigOp.OpType. */
const operationCode = {set: 0, unset: 1, append: 2, subtract: 3} as const

/**
 * Sends the steps unchanged (KIP-339), by default to the broker that the resource belongs to, or to any; brokers refuse
 * two different steps for one name. Throws KafkaError with the broker's message, and UnsupportedApi before Kafka 2.3.
 */
export async function alterIncrementally(
  cluster: Cluster,
  resource: ConfigResource,
  steps: readonly ConfigStep[],
  {to, ...options}: IncrementalOptions = {},
): Promise<void> {
  const node = configTarget(resource)
  const target = to ?? (node === 'any' ? 'any' : {node})
  const [error] = await alterEachIncrementally(cluster, [resource], steps, {...options, to: target})
  if (error) throw error
}

/** Sends the same steps for several resources; for each null, or why it was refused. */
export const alterEachIncrementally = (
  cluster: Cluster,
  resources: readonly ConfigResource[],
  steps: readonly ConfigStep[],
  options: IncrementalOptions = {},
): Promise<(KafkaError | null)[]> =>
  alterManyIncrementally(
    cluster,
    resources.map((resource) => ({resource, steps})),
    options,
  )

export interface ResourceSteps {
  readonly resource: ConfigResource
  readonly steps: readonly ConfigStep[]
}

/** Sends steps of several resources in one request; for each null, or why it was refused. */
export async function alterManyIncrementally(
  cluster: Cluster,
  changes: readonly ResourceSteps[],
  {validateOnly = false, to, signal}: IncrementalOptions = {},
): Promise<(KafkaError | null)[]> {
  const [only] = changes
  const what = changes.length === 1 && only ? whatOf(only.resource) : `alter configs of ${changes.length} topics`
  const {responses} = await cluster.call(
    IncrementalAlterConfigs,
    {
      resources: changes.map(({resource, steps}) => ({
        resourceType: configResourceCode[resource.type],
        resourceName: resource.name,
        configs: steps.map(({name, operation, value}) => ({name, configOperation: operationCode[operation], value})),
      })),
      validateOnly,
    },
    {what, to, signal, errors: (response) => response.responses.map(({errorCode}) => errorCode)},
  )
  const answers = new Map(responses.map((each) => [`${each.resourceType} ${each.resourceName}`, each]))
  return changes.map(({resource}) => {
    const answer = answers.get(`${configResourceCode[resource.type]} ${resource.name}`)
    if (!answer) return new KafkaError(codes.unknownServerError, whatOf(resource), 'the broker did not answer for it')
    const {errorCode: code, errorMessage} = answer
    return code === codes.none ? null : new KafkaError(code, whatOf(resource), errorMessage)
  })
}

const whatOf = (resource: ConfigResource) => `alter configs of ${resourceText(resource)}`
