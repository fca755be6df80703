import {CreateAcls} from '../apis/create-acls.ts'
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

/** One outcome per ACL, in their order. An ACL that exists already counts as created. */
export async function createAcls(cluster: Cluster, bindings: readonly AclBinding[]): Promise<CreateAclOutcome[]> {
  const outcomes: CreateAclOutcome[] = []
  for (const some of chunks(bindings, mostInRequest)) {
    const {results} = await cluster.call(
      CreateAcls,
      {creations: some.map((binding) => encodedBinding(binding))},
      {
        what: `create ${counted(some.length, 'ACL')}`,
        errors: (answer) => answer.results.map((result) => result.errorCode),
      },
    )
    for (const [at, binding] of some.entries()) {
      const result = results[at]
      const code = result?.errorCode ?? errorCode.unknownServerError
      if (code === errorCode.none) outcomes.push({binding, status: 'created'})
      else {
        const error = new KafkaError(code, `create ACL ${aclText(binding)}`, result?.errorMessage)
        outcomes.push({binding, status: 'failed', error})
      }
    }
  }
  return outcomes
}
