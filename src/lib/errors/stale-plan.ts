import {ExpectedError} from './expected-error.ts'

/** The cluster is not what a plan was made for any more, and nothing of it was changed: plan again. Exit code 4. */
export class StalePlan extends ExpectedError {
  override readonly name = 'StalePlan'
}
