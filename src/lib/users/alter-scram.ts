import {AlterUserScramCredentials} from '../apis/alter-user-scram-credentials.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {throwIfError} from '../cluster/errors.ts'
import {saltPassword, scramMechanisms, type ScramMechanism} from './scram-mechanism.ts'

export interface ScramChanges {
  readonly set?: readonly NewScramCredential[]
  readonly remove?: readonly ScramMechanism[]
}
/** The cluster accepts between `leastIterations` and `mostIterations` of the mechanism. */
export interface NewScramCredential {
  readonly mechanism: ScramMechanism
  readonly iterations: number
  readonly password: string
}

/**
 * Sets and removes SCRAM credentials of one user, all or none (KIP-554). Only the salted password is sent. KafkaError:
 * RESOURCE_NOT_FOUND if there is nothing to remove, UNACCEPTABLE_CREDENTIAL for wrong iterations; UnsupportedApi before
 * Kafka 2.7.
 */
export async function alterScramUser(
  cluster: Cluster,
  user: string,
  {set = [], remove = []}: ScramChanges,
): Promise<void> {
  const what = `alter SCRAM credentials of ${user}`
  const upsertions = await Promise.all(
    set.map(async ({mechanism, iterations, password}) => ({
      name: user,
      mechanism: scramMechanisms[mechanism].code,
      iterations,
      ...(await saltPassword(mechanism, iterations, password)),
    })),
  )
  const deletions = remove.map((mechanism) => ({name: user, mechanism: scramMechanisms[mechanism].code}))
  const {results} = await cluster.call(
    AlterUserScramCredentials,
    {deletions, upsertions},
    {what, errors: (response) => response.results.map(({errorCode}) => errorCode)},
  )
  for (const {errorCode, errorMessage} of results) throwIfError(errorCode, what, errorMessage)
}
