import {DeleteAcls} from '../apis/delete-acls.ts'
import {inTurn} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {counted} from '../text/plural.ts'
import type {AclBinding, AclFilter} from './acl-binding.ts'
import {aclText} from './acl-text.ts'
import {decodedBinding, encodedFilter, mostInRequest} from './wire-acls.ts'

export type DeleteAclsOutcome =
  | {
      readonly filter: AclFilter
      readonly status: 'done'
      /** The ACLs that matched and were deleted. */
      readonly deleted: readonly AclBinding[]
      readonly failed: readonly {readonly binding: AclBinding; readonly error: KafkaError}[]
    }
  | {readonly filter: AclFilter; readonly status: 'failed'; readonly error: KafkaError}

/**
 * Deletes the ACLs that match; one outcome per filter, in the same order. A filter without a match is not a failure.
 */
export const deleteAcls = (cluster: Cluster, filters: readonly AclFilter[]): Promise<DeleteAclsOutcome[]> =>
  inTurn(chunks(filters, mostInRequest), (some) => deleteSome(cluster, some), failed)

const failed = (filter: AclFilter, code: number, text?: string | null): DeleteAclsOutcome => ({
  filter,
  status: 'failed',
  error: new KafkaError(code, 'delete ACLs', text),
})

async function deleteSome(cluster: Cluster, filters: readonly AclFilter[]): Promise<DeleteAclsOutcome[]> {
  const {filterResults} = await cluster.call(
    DeleteAcls,
    (version) => ({filters: filters.map((filter) => encodedFilter(filter, version))}),
    {
      what: `delete ACLs of ${counted(filters.length, 'filter')}`,
      errors: (answer) => answer.filterResults.map((result) => result.errorCode),
    },
  )
  return filters.map((filter, at): DeleteAclsOutcome => {
    const result = filterResults[at]
    const code = result?.errorCode ?? errorCode.unknownServerError
    if (!result || code !== errorCode.none) return failed(filter, code, result?.errorMessage)
    const acls = result.matchingAcls.map((acl) => ({acl, binding: decodedBinding(acl)}))
    return {
      filter,
      status: 'done',
      deleted: acls.filter(({acl}) => acl.errorCode === errorCode.none).map(({binding}) => binding),
      failed: acls
        .filter(({acl}) => acl.errorCode !== errorCode.none)
        .map(({acl, binding}) => ({
          binding,
          error: new KafkaError(acl.errorCode, `delete ACL ${aclText(binding)}`, acl.errorMessage),
        })),
    }
  })
}
