// The result of an operation on many items together with its failures. The value cannot be read without taking over the
// failures, so that a face that forgets them does not compile.

/**
 * Collects the failures of the outcomes that a face opens, which has to report them. Each command has one
 * (`this.failures`); at the end of the run the base class prints what was not reported and sets the exit code to 1.
 */
export class Failures {
  readonly #untold = new Set<Error>()

  take(errors: readonly Error[]): void {
    for (const error of errors) this.#untold.add(error)
  }

  /** Marks failures as reported, in whatever form; default: all of them. */
  told(errors: readonly Error[] = this.untold): void {
    for (const error of errors) this.#untold.delete(error)
  }

  get untold(): readonly Error[] {
    return [...this.#untold]
  }
}

/** A value and the failures that explain what is missing from it; documents for programs may contain them, too. */
export class Outcome<T> {
  readonly #value: T
  readonly #failures: readonly Error[]

  constructor(value: T, failures: Failures | readonly Error[]) {
    this.#value = value
    this.#failures = failures instanceof Failures ? failures.untold : failures
  }

  open(failures: Failures): T {
    failures.take(this.#failures)
    return this.#value
  }
}

/** The errors of the items that have one. */
export const errorsOf = (items: readonly {readonly error: Error}[]): Error[] => items.map(({error}) => error)
