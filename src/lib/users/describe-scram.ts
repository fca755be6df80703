import {DescribeUserScramCredentials} from '../apis/describe-user-scram-credentials.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode as codes} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {scramMechanism, type ScramMechanism} from './scram-mechanism.ts'

/** What a cluster reveals about a user's SCRAM credentials: neither salts nor keys. */
export interface ScramCredential {
  readonly mechanism: ScramMechanism | 'UNKNOWN'
  readonly iterations: number
}
export type DescribedUser =
  | {readonly user: string; readonly credentials: readonly ScramCredential[]; readonly error?: undefined}
  | {readonly user: string; readonly error: KafkaError}

/**
 * The users with SCRAM credentials, in the broker's order: those named, or all. A user without credentials is left out.
 * Throws KafkaError, also if the caller may not describe them, and UnsupportedApi before Kafka 2.7.
 */
export async function describeScramUsers(cluster: Cluster, names: readonly string[] | 'all'): Promise<DescribedUser[]> {
  if (names.length === 0) return []
  const {results} = await cluster.call(
    DescribeUserScramCredentials,
    // An empty list requests all. So does null, but if the caller may not describe them, brokers up to at least 4.3
    // fail on null while they write the refusal, and never answer.
    {users: names === 'all' ? [] : names.map((name) => ({name}))},
    {what: 'describe SCRAM credentials'},
  )
  return results
    .filter(({errorCode}) => errorCode !== codes.resourceNotFound)
    .map(({user, errorCode, errorMessage, credentialInfos}) =>
      errorCode === 0
        ? {
            user,
            credentials: credentialInfos.map(({mechanism, iterations}) => ({
              mechanism: scramMechanism(mechanism) ?? ('UNKNOWN' as const),
              iterations,
            })),
          }
        : {user, error: new KafkaError(errorCode, `describe SCRAM credentials of ${user}`, errorMessage)},
    )
}
