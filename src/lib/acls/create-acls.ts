import {CreateAcls} from '../apis/create-acls.ts'
import {inTurn} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {counted} from '../text/plural.ts'
import type {AclBinding} from './acl-binding.ts'
import {aclText} from './acl-text.ts'
import {encodedBinding, mostInRequest} from './wire-acls.ts'

export type CreateAclOutcome =
  | {readonly binding: AclBinding; readonly status: 'created'}
  | {readonly binding: AclBinding; readonly status: 'failed'; readonly error: KafkaError}

/** One outcome per ACL, in the same order. An ACL that already exists counts as created. */
export const createAcls = (cluster: Cluster, bindings: readonly AclBinding[]): Promise<CreateAclOutcome[]> =>
  inTurn(chunks(bindings, mostInRequest), (some) => createSome(cluster, some), failed)

const failed = (binding: AclBinding, code: number, text?: string | null): CreateAclOutcome => ({
  binding,
  status: 'failed',
  error: new KafkaError(code, `create ACL ${aclText(binding)}`, text),
})

async function createSome(cluster: Cluster, bindings: readonly AclBinding[]): Promise<CreateAclOutcome[]> {
  const {results} = await cluster.call(
    CreateAcls,
    {creations: bindings.map((binding) => encodedBinding(binding))},
    {
      what: `create ${counted(bindings.length, 'ACL')}`,
      errors: (answer) => answer.results.map((result) => result.errorCode),
    },
  )
  return bindings.map((binding, at): CreateAclOutcome => {
    const result = results[at]
    const code = result?.errorCode ?? errorCode.unknownServerError
    return code === errorCode.none ? {binding, status: 'created'} : failed(binding, code, result?.errorMessage)
  })
}
