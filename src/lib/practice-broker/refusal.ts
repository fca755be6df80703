import {errorCode as codes} from '../cluster/error-codes.ts'

/** Thrown if a broker refuses a request: an error code and, if Kafka has one, its message. */
export class Refusal extends Error {
  readonly code: number
  readonly text: string | null

  constructor(code: number, text: string | null = null) {
    super(text ?? `error code ${code}`)
    this.code = code
    this.text = text
  }
}

/**
 * The outcome of one item of a request: what `run` returns, or the Refusal that it throws, in the shape of a response.
 */
export function attempt<T extends object>(run: () => T): T & {errorCode: number; errorMessage: string | null} {
  try {
    return {errorCode: codes.none, errorMessage: null, ...run()}
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return {errorCode: error.code, errorMessage: error.text} as T & {errorCode: number; errorMessage: string | null}
  }
}
