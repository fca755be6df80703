// What an operation on many items found, together with what it did not. Its value cannot be had without taking over the
// failures: a face that forgets them does not compile.

/**
 * Collects the failures of the outcomes that a face opens, which has to tell them. Commands have one (`this.failures`),
 * which the base class empties at the end of the run: what is untold by then is printed, and the exit code is 1.
 */
export class Failures {
  readonly #untold = new Set<Error>()

  take(errors: readonly Error[]): void {
    for (const error of errors) this.#untold.add(error)
  }

  /** These were shown, in whatever form; all of them unless given. */
  told(errors: readonly Error[] = this.untold): void {
    for (const error of errors) this.#untold.delete(error)
  }

  get untold(): readonly Error[] {
    return [...this.#untold]
  }
}

/** A value and the failures of what is missing from it; a document for programs may hold them, too. */
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

/** The errors of items that have one. */
export const errorsOf = (items: readonly {readonly error: Error}[]): Error[] => items.map(({error}) => error)
