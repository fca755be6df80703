import {ExpectedError} from './expected-error.ts'

export interface UsageErrorOptions extends ErrorOptions {
  /** The client property that has the wrong value, for instance `sasl.mechanism`: config adds where it was set. */
  readonly property?: string | undefined
}

/** The command line, a setting or an input file requests something impossible; nothing was sent. Exit code 2. */
export class UsageError extends ExpectedError {
  override readonly name = 'UsageError'
  readonly property: string | undefined

  constructor(message: string, options: UsageErrorOptions = {}) {
    super(message, options)
    this.property = options.property
  }
}
