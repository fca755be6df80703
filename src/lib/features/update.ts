// Changes the levels of the cluster's features (KIP-584, KIP-778).
import {UpdateFeatures} from '../apis/update-features.ts'
import type {Cluster, Target} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'

export type UpgradeType = 'upgrade' | 'safe-downgrade' | 'unsafe-downgrade'
export interface FeatureUpdate {
  readonly feature: string
  /** 0 disables the feature, which is a downgrade. */
  readonly level: number
  readonly type: UpgradeType
}
export interface UpdateFeaturesOptions {
  /** The controller only validates the change. Throws UnsupportedApi before Kafka 3.3. */
  readonly validateOnly?: boolean
  /** `any`: the cluster was opened at the active controller. */
  readonly to?: Target
  readonly timeoutMs?: number | undefined
}
export interface FeatureOutcome {
  readonly feature: string
  /** Why it was not (or could not be) changed; null: it was. */
  readonly error: KafkaError | null
}

/** FeatureUpdate.UpgradeType's codes. */
const codes: Readonly<Record<UpgradeType, number>> = {upgrade: 1, 'safe-downgrade': 2, 'unsafe-downgrade': 3}

/**
 * Changes all of them, or none; returns an outcome for each, in the same order. Brokers since Kafka 4.0 give a single
 * answer for all, whose error then applies to every feature.
 */
export async function updateFeatures(
  cluster: Cluster,
  updates: readonly FeatureUpdate[],
  {validateOnly = false, to, timeoutMs}: UpdateFeaturesOptions = {},
): Promise<FeatureOutcome[]> {
  const what = 'update features'
  let results: readonly {feature: string; errorCode: number; errorMessage: string | null}[]
  try {
    const answer = await cluster.call(
      UpdateFeatures,
      (version) => ({
        timeoutMs: timeoutMs ?? 60_000,
        featureUpdates: updates.map(({feature, level, type}) => ({
          feature,
          maxVersionLevel: level,
          ...(version >= 1 ? {upgradeType: codes[type]} : {allowDowngrade: type !== 'upgrade'}),
        })),
        validateOnly,
      }),
      {what, to, timeoutMs},
    )
    results = answer.results
  } catch (error) {
    // Other errors do not concern a feature: no broker, no right, no such API.
    if (!(error instanceof KafkaError)) throw error
    return updates.map(({feature}) => ({feature, error}))
  }
  if (results.length === 0) return updates.map(({feature}) => ({feature, error: null}))
  const byFeature = new Map(results.map((result) => [result.feature, result]))
  return updates.map(({feature}) => {
    const result = byFeature.get(feature)
    if (result?.errorCode === 0) return {feature, error: null}
    const text = result
      ? result.errorMessage
      : `The controller response did not contain a result for feature ${feature}`
    return {feature, error: new KafkaError(result?.errorCode ?? errorCode.unknownServerError, what, text)}
  })
}
