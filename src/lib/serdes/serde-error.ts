// What is wrong with one key, one value or one schema, in words.
import {ExpectedError} from '../errors/expected-error.ts'

/** Fails inside of a value: knows the path to the place, which grows as the error passes outwards. */
abstract class ErrorInside extends ExpectedError {
  readonly #what: string
  #path = ''

  constructor(what: string, options?: ErrorOptions) {
    super(what, options)
    this.#what = what
  }

  /** `.name`, `[3]` or `["odd name"]`: what is around the place where it failed. */
  inside(step: string): this {
    this.#path = step + this.#path
    this.message = `${this.#path.replace(/^\./, '')}: ${this.#what}`
    return this
  }
}

/** Bytes of a record that are not what their schema or their kind says. The message has the path to the field. */
export class DecodeError extends ErrorInside {
  override readonly name = 'DecodeError'
}

/** A value in JSON that its schema has no place for. The message has the path to the field. */
export class EncodeError extends ErrorInside {
  override readonly name = 'EncodeError'
}

/** A schema that cannot be read, in words. */
export class SchemaInvalid extends ExpectedError {
  override readonly name = 'SchemaInvalid'
}

const plainName = /^[^\s.[\]=!<>~"]+$/

/** How a field is written in a path, as --where reads it. */
export const fieldStep = (name: string): string => (plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)

/** Adds a step to errors that know paths; any other error stays as it is. */
export const inside = (error: unknown, step: string): unknown =>
  error instanceof ErrorInside ? error.inside(step) : error
