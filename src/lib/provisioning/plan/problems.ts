import {ExpectedError} from '../../errors/expected-error.ts'

/** What is declared and cannot be reached from what there is, or must not be done. */
export class CannotApply extends ExpectedError {
  override readonly name = 'CannotApply'
}
