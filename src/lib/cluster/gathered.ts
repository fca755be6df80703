// What comes back when many are asked: for each an answer, or why there is none.

/** A result that still gives the reason: a handler of failures that returns anything else does not compile. */
export type Told = Error | {readonly error: Error}

type Result<Value, Failure> = {readonly answer: Value} | {readonly failure: Failure}

/**
 * A result for each of the keys, in their order. The answers come out only by `each`, which demands a handler of failures
 * beside the one of answers, and what that returns must carry an Error: nothing can be read as if all had answered.
 */
export class Gathered<Key, Value, Failure> {
  readonly #results: readonly (readonly [Key, Result<Value, Failure>])[]

  constructor(results: readonly (readonly [Key, Result<Value, Failure>])[]) {
    this.#results = results
  }

  /** One item for each key, in their order. */
  each<A, F extends Told>(
    answered: (value: Value, key: Key) => A,
    failed: (failure: Failure, key: Key) => F,
  ): (A | F)[] {
    return this.#results.map(([key, result]) =>
      'answer' in result ? answered(result.answer, key) : failed(result.failure, key),
    )
  }

  /** As `each`, by key. */
  byKey<A, F extends Told>(
    answered: (value: Value, key: Key) => A,
    failed: (failure: Failure, key: Key) => F,
  ): Map<Key, A | F> {
    const keys = this.#results.map(([key]) => key)
    return new Map(this.each(answered, failed).map((item, at) => [keys[at] as Key, item]))
  }
}
