// The results of asking many: for each an answer, or why there is none.

/** A result that still carries the reason: a handler of failures that returns anything else does not compile. */
export type WithReason = Error | {readonly error: Error}

type Result<Value, Failure> = {readonly answer: Value} | {readonly failure: Failure}

/**
 * A result for each of the keys, in their order. The answers can be read only through `each`, which requires a handler
 * of failures beside that of answers, and the former must return an Error: so failures cannot be overlooked.
 */
export class Gathered<Key, Value, Failure> {
  readonly #results: readonly (readonly [Key, Result<Value, Failure>])[]

  constructor(results: readonly (readonly [Key, Result<Value, Failure>])[]) {
    this.#results = results
  }

  /** One result for each key, in the same order. */
  each<A, F extends WithReason>(
    answered: (value: Value, key: Key) => A,
    failed: (failure: Failure, key: Key) => F,
  ): (A | F)[] {
    return this.#results.map(([key, result]) =>
      'answer' in result ? answered(result.answer, key) : failed(result.failure, key),
    )
  }

  /** Like `each`, in a map by key. */
  byKey<A, F extends WithReason>(
    answered: (value: Value, key: Key) => A,
    failed: (failure: Failure, key: Key) => F,
  ): Map<Key, A | F> {
    const keys = this.#results.map(([key]) => key)
    return new Map(this.each(answered, failed).map((item, at) => [keys[at] as Key, item]))
  }
}
