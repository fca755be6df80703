// Tells whether brokers may leave items out of their lists, which they do silently.
import type {AclBinding} from '../acls/acl-binding.ts'
import {everyAcl} from '../acls/acl-binding.ts'
import {readAuthorizerSettings} from '../acls/authorizer-settings.ts'
import {clusterOperations} from '../acls/cluster-operations.ts'
import {listAcls} from '../acls/list-acls.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode as codes} from '../cluster/error-codes.ts'
import {isTransient, KafkaError, UnsupportedApi} from '../cluster/errors.ts'

/**
 * Whether this user sees all topics and groups. A user without all rights on the cluster may not, and neither may one
 * whom an ACL denies something. `principal`: as brokers see this user; null if it is not known. False if missing rights
 * leave it unknown; true if brokers are too old to tell (before Kafka 2.3).
 */
export async function seesEverything(cluster: Cluster, principal: string | null): Promise<boolean> {
  try {
    const operations = await clusterOperations(cluster)
    if (operations === null) return true
    // Without an authorizer, and for super users, brokers list every operation.
    if (!operations.includes('CLUSTER_ACTION')) return false
    const denials = await listAcls(cluster, {...everyAcl, permission: 'DENY'})
    if (!denials.some((each) => hides(each, principal))) return true
    const {superUsers} = await readAuthorizerSettings(cluster)
    return principal !== null && superUsers?.includes(principal) === true
  } catch (error) {
    if (error instanceof KafkaError && error.code === codes.securityDisabled) return true
    if (error instanceof UnsupportedApi) return true
    if (error instanceof KafkaError || isTransient(error)) return false
    throw error
  }
}

/** Whether the ACL denies this user DESCRIBE on a topic or a group, as far as that is known. */
const hides = (acl: AclBinding, principal: string | null): boolean =>
  (acl.resourceType === 'TOPIC' || acl.resourceType === 'GROUP') &&
  (acl.operation === 'DESCRIBE' || acl.operation === 'ALL') &&
  (principal === null || acl.principal === principal || acl.principal === 'User:*')
