import {UsageError} from '../../cluster/errors.ts'

/** Input that cannot be made into a record: which line, what is wrong, what to do. */
export class MalformedInput extends UsageError {
  /** Counts from 1. */
  readonly line: number
  readonly problem: Problem
  /** The line, or the header pair that is meant. */
  readonly text: string

  constructor(line: number, problem: Problem, text: string, sentence: string, unit: 'line' | 'record' = 'line') {
    super(`${unit} ${line}: ${sentence}`)
    this.line = line
    this.problem = problem
    this.text = text
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

/** For messages: a line may be long and may hold anything. */
export function excerpt(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text
  return JSON.stringify(short)
}
