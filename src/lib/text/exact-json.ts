// JSON whose numbers keep all of their digits: 64-bit ids and decimals have more than a double can hold.

/** A number that is not an integer, and that a double would round. */
export class NumberText {
  /** The number in JSON's grammar. */
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Reviver = (this: unknown, key: string, value: unknown, context: {readonly source?: string}) => unknown

/**
 * Like JSON.parse, but integers beyond 2^53 become bigint, and other numbers with more than 15 digits become
 * `NumberText`. Throws SyntaxError like JSON.parse.
 */
export function parseExactJson(text: string): unknown {
  if (!mayBeLong.test(text)) return JSON.parse(text)
  return (JSON.parse as (text: string, reviver: Reviver) => unknown)(text, (_, value, {source}) => {
    if (typeof value !== 'number' || source === undefined || source.length < 16) return value
    if (/^-?\d+$/.test(source)) return Number.isSafeInteger(value) ? value : BigInt(source)
    return String(value) === source ? value : new NumberText(source)
  })
}

/** A quick check: most texts have no such number, and JSON.parse is enough for them. */
const mayBeLong = /[\d.]{16}/
