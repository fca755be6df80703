import {ExpectedError} from '../../errors/expected-error.ts'

/** A declared change that is impossible from the present state, or that must not be made. */
export class CannotApply extends ExpectedError {
  override readonly name = 'CannotApply'
}
