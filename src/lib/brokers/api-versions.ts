import packageJson from '../../../package.json' with {type: 'json'}
import {ApiVersions} from '../apis/api-versions.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'

export interface NodeApis {
  /** The versions that the node supports, in its order. */
  readonly apis: readonly {readonly key: number; readonly min: number; readonly max: number}[]
  readonly supportedFeatures: readonly {readonly name: string; readonly min: number; readonly max: number}[]
  /** The feature levels that the cluster has finalized (KIP-584); empty if the node does not know them. */
  readonly finalizedFeatures: readonly {readonly name: string; readonly level: number}[]
  /** Increases with each change of the finalized features; undefined: the node does not know it. */
  readonly featuresEpoch: number | undefined
}

/**
 * Asks a node for its APIs and features, with the newest version that both know: before v4 of the request, features
 * that may be at level 0 are left out (KIP-1022).
 */
export async function describeApis(cluster: Cluster, to: Target, timeoutMs?: number): Promise<NodeApis> {
  const answer = await cluster.call(
    ApiVersions,
    {clientSoftwareName: 'kafkit', clientSoftwareVersion: packageJson.version},
    {to, what: 'ask for API versions', timeoutMs},
  )
  return {
    apis: answer.apiKeys.map(({apiKey, minVersion, maxVersion}) => ({key: apiKey, min: minVersion, max: maxVersion})),
    supportedFeatures: answer.supportedFeatures.map(({name, minVersion, maxVersion}) => ({
      name,
      min: minVersion,
      max: maxVersion,
    })),
    finalizedFeatures: answer.finalizedFeatures.map(({name, maxVersionLevel}) => ({name, level: maxVersionLevel})),
    featuresEpoch: answer.finalizedFeaturesEpoch >= 0 ? answer.finalizedFeaturesEpoch : undefined,
  }
}
