import {AlterUserScramCredentials} from '../apis/alter-user-scram-credentials.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
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
 * Sets and removes SCRAM credentials of one user, all or none (KIP-554). Only the salted password is sent. Throws
 * KafkaError: RESOURCE_NOT_FOUND if there is nothing to remove, UNACCEPTABLE_CREDENTIAL for wrong iterations; and
 * UnsupportedApi before Kafka 2.7.
 */
export async function alterScramUser(cluster: Cluster, user: string, changes: ScramChanges): Promise<void> {
  const [error] = await alterScramUsers(cluster, [{...changes, user}])
  if (error) throw error
}

/** The same for several users in one request, each independently. Returns the errors in their order; null: success. */
export async function alterScramUsers(
  cluster: Cluster,
  users: readonly (ScramChanges & {readonly user: string})[],
): Promise<(KafkaError | null)[]> {
  const whatOf = (user: string) => `alter SCRAM credentials of ${user}`
  const upsertions = await Promise.all(
    users.flatMap(({user, set = []}) =>
      set.map(async ({mechanism, iterations, password}) => ({
        name: user,
        mechanism: scramMechanisms[mechanism].code,
        iterations,
        ...(await saltPassword(mechanism, iterations, password)),
      })),
    ),
  )
  const deletions = users.flatMap(({user, remove = []}) =>
    remove.map((mechanism) => ({name: user, mechanism: scramMechanisms[mechanism].code})),
  )
  const [first] = users
  const {results} = await cluster.call(
    AlterUserScramCredentials,
    {deletions, upsertions},
    {
      what: users.length === 1 && first ? whatOf(first.user) : `alter SCRAM credentials of ${users.length} users`,
      errors: (response) => response.results.map(({errorCode}) => errorCode),
    },
  )
  const byUser = new Map(results.map((result) => [result.user, result]))
  return users.map(({user}) => {
    const result = byUser.get(user)
    // A user that is missing in the response has an unknown result.
    const code = result?.errorCode ?? errorCode.unknownServerError
    return code === errorCode.none ? null : new KafkaError(code, whatOf(user), result?.errorMessage)
  })
}
