import {ExpectedError} from './expected-error.ts'

/** The cluster has changed since a plan was made, and nothing of it was carried out: plan again. Exit code 4. */
export class StalePlan extends ExpectedError {
  override readonly name = 'StalePlan'
}
