import {ExpectedError} from '../errors/expected-error.ts'

/**
 * The machine lacks what a sandbox needs (Java, jars, a port), or one of its brokers failed; the message says what to
 * do. Exit code 1. `log` holds the last lines that the failed process wrote.
 */
export class SandboxError extends ExpectedError {
  override readonly name = 'SandboxError'
  readonly log: readonly string[]

  constructor(message: string, options: ErrorOptions & {log?: readonly string[]} = {}) {
    super(message, options)
    this.log = options.log ?? []
  }
}
