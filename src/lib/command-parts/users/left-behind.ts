// ACLs and quotas of a user, which remain when its credentials are deleted.
import {listAcls} from '../../acls/list-acls.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {describeQuotas} from '../../quotas/describe.ts'
import {shellWord} from '../../text/shell-word.ts'
import {counted} from '../../text/plural.ts'

/** A count, or the reason why it is unknown. */
export type Count = number | KafkaError | UnsupportedApi

export interface AboutUsers {
  acls(user: string): Count
  quotas(user: string): Count
}

/** Counts the ACLs and quotas of all users at once. */
export async function aboutUsers(cluster: Cluster): Promise<AboutUsers> {
  const [acls, quotas] = await Promise.all([
    told(listAcls(cluster)).then((all) =>
      // Without an authorizer there are no ACLs.
      all instanceof KafkaError && all.codeName === 'SECURITY_DISABLED' ? [] : all,
    ),
    told(describeQuotas(cluster, {parts: [{type: 'user'}], strict: false})),
  ])
  return {
    acls: (user) => (Array.isArray(acls) ? acls.filter(({principal}) => principal === `User:${user}`).length : acls),
    quotas: (user) =>
      Array.isArray(quotas)
        ? quotas
            .filter(({entity}) => entity.some(({type, name}) => type === 'user' && name === user))
            .reduce((sum, each) => sum + each.quotas.length, 0)
        : quotas,
  }
}

/** Sentences about what remains, with the command that removes it. */
export function leftBehind(user: string, about: AboutUsers): string[] {
  const [acls, quotas] = [about.acls(user), about.quotas(user)]
  const who = shellWord(`User:${user}`)
  return [
    typeof acls === 'number'
      ? acls > 0 &&
        `${counted(acls, 'ACL')} of User:${user} ${acls === 1 ? 'remains' : 'remain'}: kafkit acls revoke ${who} --all`
      : `cannot see whether ACLs of User:${user} remain: ${acls.message}`,
    typeof quotas === 'number'
      ? quotas > 0 &&
        `${counted(quotas, 'quota')} of user ${user} ${quotas === 1 ? 'remains' : 'remain'}: kafkit quotas list --user ${shellWord(user)}`
      : `cannot see whether quotas of user ${user} remain: ${quotas.message}`,
  ].filter((text) => text !== false)
}

/** The answer, or a refusal to report with it. */
export async function told<T>(answer: Promise<T>): Promise<T | KafkaError | UnsupportedApi> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof KafkaError || error instanceof UnsupportedApi) return error
    throw error
  }
}
