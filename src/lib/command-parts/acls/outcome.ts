import type {AclBinding} from '../../acls/acl-binding.ts'
import {aclText} from '../../acls/acl-text.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

/** A broker accepted a change, but its list of ACLs does not show it. */
class NotSeenYet extends ExpectedError {
  override readonly name = 'NotSeenYet'

  constructor(binding: AclBinding, done: 'created' | 'deleted') {
    super(
      `${aclText(binding)}: was ${done}, but after some seconds a broker ${done === 'created' ? 'does not list it' : 'still lists it'}; check with kafkit acls list`,
    )
  }
}

/** The ACLs were changed, but cannot be read back: a deny may just have taken DESCRIBE from the user. */
class NotReadBack extends ExpectedError {
  override readonly name = 'NotReadBack'
}

/**
 * For each ACL that a broker accepted: the reason why it may not be in force, or null. `look` resolves with the ACLs
 * that are not listed as they should be.
 */
export async function seenProblem(
  look: Promise<readonly AclBinding[]>,
  done: 'created' | 'deleted',
): Promise<(binding: AclBinding) => Error | null> {
  try {
    const wrong = await look
    return (binding) => (wrong.includes(binding) ? new NotSeenYet(binding, done) : null)
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return (binding) =>
      new NotReadBack(`${aclText(binding)}: was ${done}, but could not be read back: ${error.message}`, {cause: error})
  }
}

/** The ACLs were changed by someone else while the plan was on the screen. */
export class StalePlan extends ExpectedError {
  override readonly name = 'StalePlan'

  constructor() {
    super('the ACLs have changed since the plan was made')
  }
}
