// Errors of one key, value or schema.
import {ExpectedError} from '../errors/expected-error.ts'

/** An error inside a value: it knows the path to the place, which grows as the error passes outwards. */
abstract class ErrorInside extends ExpectedError {
  readonly #what: string
  #path = ''

  constructor(what: string, options?: ErrorOptions) {
    super(what, options)
    this.#what = what
  }

  /** Adds a step to the path around the place of the error: `.name`, `[3]` or `["odd name"]`. */
  inside(step: string): this {
    this.#path = step + this.#path
    this.message = `${this.#path.replace(/^\./, '')}: ${this.#what}`
    return this
  }
}

/** The bytes of a record do not match their schema or type. The message has the path to the field. */
export class DecodeError extends ErrorInside {
  override readonly name = 'DecodeError'
}

/** A JSON value does not fit its schema. The message has the path to the field. */
export class EncodeError extends ErrorInside {
  override readonly name = 'EncodeError'
}

/** A schema that cannot be read. */
export class SchemaInvalid extends ExpectedError {
  override readonly name = 'SchemaInvalid'
}

const plainName = /^[^\s.[\]=!<>~"]+$/

/** A field as it is written in a path, which --where can read. */
export const fieldStep = (name: string): string => (plainName.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`)

/** Adds a step to errors that know paths; any other error is returned unchanged. */
export const inside = (error: unknown, step: string): unknown =>
  error instanceof ErrorInside ? error.inside(step) : error
