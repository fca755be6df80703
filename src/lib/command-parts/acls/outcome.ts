import type {AclBinding} from '../../acls/acl-binding.ts'
import {aclText} from '../../acls/acl-text.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

/** A broker accepted a change, and its list does not show it. */
class NotSeenYet extends ExpectedError {
  override readonly name = 'NotSeenYet'

  constructor(binding: AclBinding, done: 'created' | 'deleted') {
    super(
      `${aclText(binding)}: was ${done}, but after some seconds a broker ${done === 'created' ? 'does not list it' : 'still lists it'}; look again with kafkit acls list`,
    )
  }
}

/** Changed, and what became of it cannot be seen: a deny may just have taken DESCRIBE from us. */
class NotReadBack extends ExpectedError {
  override readonly name = 'NotReadBack'
}

/**
 * For each ACL that a broker accepted: why it may not be in force, or null. `look` resolves to those that are not
 * listed as they should be.
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

/** Others changed ACLs while the plan was on the screen. */
export class StalePlan extends ExpectedError {
  override readonly name = 'StalePlan'

  constructor() {
    super('the ACLs have changed since the plan was made')
  }
}
