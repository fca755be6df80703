// JSON in which numbers keep all of their digits: ids of 64 bits and decimals have more than a double.

/** A number that is no integer and that a double would round. */
export class NumberText {
  /** In JSON's grammar. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: {readonly source?: string}) => unknown

/**
 * Like JSON.parse, but integers beyond 2^53 are bigint, and other numbers of more than 15 digits `NumberText`.
 * SyntaxError as JSON.parse.
 */
export function parseExactJson(text: string): unknown {
  if (!mayBeLong.test(text)) return JSON.parse(text)
  return (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, (_, value, {source}) => {
    if (typeof value !== 'number' || source === undefined || source.length < 16) return value
    if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source)
    return String(value) === source ? value : new NumberText(source)
  })
}

/** With a look alone; most texts have no such number, and then the fast way is enough. */
const mayBeLong = /[\d.]{16}/
