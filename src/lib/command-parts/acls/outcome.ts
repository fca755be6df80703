import type {AclBinding} from '../../acls/acl-binding.ts'
import {aclText} from '../../acls/acl-text.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

/** A broker accepted a change, and its list does not show it. */
export class NotSeenYet extends ExpectedError {
  override readonly name = 'NotSeenYet'

  constructor(binding: AclBinding, done: 'created' | 'deleted') {
    super(
      `${aclText(binding)}: was ${done}, but after some seconds a broker ${done === 'created' ? 'does not list it' : 'still lists it'}; look again with kafkit acls list`,
    )
  }
}

/** Others changed ACLs while the plan was on the screen. */
export class StalePlan extends ExpectedError {
  override readonly name = 'StalePlan'

  constructor() {
    super('the ACLs have changed since the plan was made')
  }
}
