import {UsageError} from '../../cluster/errors.ts'

/** Input that is not a record. The message names the line, the problem and what to do. */
export class MalformedInput extends UsageError {
  /** Counted from 1. */
  readonly line: number
  readonly problem: Problem
  /** The line, or the header in it. */
  readonly text: string

  constructor(line: number, problem: Problem, text: string, sentence: string, unit: 'line' | 'record' = 'line') {
    super(`${unit} ${line}: ${sentence}`)
    this.line = line
    this.problem = problem
    this.text = text
  }

  /** The same problem, with the record's text. */
  withText(text: string): MalformedInput {
    const same = new MalformedInput(this.line, this.problem, text, '')
    same.message = this.message
    return same
  }
}
export type Problem =
  | 'no headers'
  | 'no key'
  | 'no header key'
  | 'null header key'
  | 'no partition'
  | 'too long'
  | 'not JSON'
  | 'not a record'
  | 'not framed'
  | 'not CSV'
  | 'no file'
  | 'no such partition'
  | 'no such value'

/** The beginning of a text as a JSON string, for messages: a line may be long and may contain anything. */
export function excerpt(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text
  return JSON.stringify(short)
}
