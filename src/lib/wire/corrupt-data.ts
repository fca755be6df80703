import {ExpectedError} from '../errors/expected-error.ts'

/**
 * Corrupt bytes: truncated, a length beyond the end, a wrong checksum, or an unknown format. It is never a mistake of
 * the caller; `what` is wrong at `where` (a field path, an offset of the log).
 */
export class CorruptData extends ExpectedError {
  override readonly name = 'CorruptData'
  readonly what: string
  readonly where: string

  constructor(what: string, where = '', options?: ErrorOptions) {
    super(where ? `${where}: ${what}` : what, options)
    this.what = what
    this.where = where
  }

  /** The same error with an outer field before `where`: `partitions` in `topics` becomes `topics.partitions`. */
  inside(outer: string, separator = '.'): CorruptData {
    const where = this.where ? `${outer}${separator}${this.where}` : outer
    return new CorruptData(this.what, where, {cause: this.cause})
  }
}
