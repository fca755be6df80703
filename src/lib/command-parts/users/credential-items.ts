// A user's SCRAM credentials in plans and outcomes.
import type {ChangePlan} from '../../cli/change.ts'
import type {Columns} from '../../cli/columns.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import type {ScramMechanism} from '../../users/scram-mechanism.ts'

/** The credential of one mechanism, in a plan or its outcome. */
export interface CredentialItem {
  readonly user: string
  readonly mechanism: ScramMechanism
  readonly status: 'planned' | 'created' | 'rotated' | 'deleted' | 'failed'
  /** Iterations; null if there is no such credential. */
  readonly before: number | null
  readonly after: number | null
  /** Whether a login with the new password succeeded; null if it was not tried. */
  readonly login: boolean | null
  readonly error: Error | null
}

const iterationsText = (iterations: number | null) => (iterations === null ? 'none' : `${iterations} iterations`)

export const credentialColumns = {
  user: {value: ({user}) => user, role: () => 'name'},
  mechanism: {value: ({mechanism}) => mechanism},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** Iterations before the change; null if there was no such credential. */
  before: {value: ({before}) => before, text: ({before}) => iterationsText(before)},
  /** Iterations after the change. */
  after: {value: ({after}) => after, text: ({after}) => iterationsText(after)},
  /** Whether a login with the new password succeeded; null if it was not tried. */
  login: {
    value: ({login}) => login,
    text: ({login}) => (login === null ? null : login ? 'verified' : 'not verified'),
    filled: true,
  },
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<CredentialItem>

export interface CredentialPlan extends ChangePlan {
  readonly items: readonly CredentialItem[]
  readonly warnings: readonly string[]
}

/** The user's credentials were changed by someone else while the plan was on the screen. */
export class StaleCredentials extends ExpectedError {
  override readonly name = 'StaleCredentials'

  constructor(user: string) {
    super(`the SCRAM credentials of ${user} have changed since the plan was made`)
  }
}

/** A broker accepted a change, but does not show it. */
export class CredentialNotSeen extends ExpectedError {
  override readonly name = 'CredentialNotSeen'

  constructor(user: string, mechanism: ScramMechanism) {
    super(
      `${mechanism} of ${user} was changed, but after some seconds a broker does not show it; check with kafkit users list ${user}`,
    )
  }
}

/** A user that does not go as planned. */
export class CredentialProblem extends ExpectedError {
  override readonly name = 'CredentialProblem'
}

export const noUserMatches = (pattern: string): CredentialProblem =>
  new CredentialProblem(`no user with SCRAM credentials matches ${pattern}`)
