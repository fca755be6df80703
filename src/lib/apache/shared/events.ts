// The JSON lines of Apache's verifiable tools.
import type {Io} from '../../cli/io.ts'
import {doubleText} from '../java/text-forms.ts'

/** A number that is a double in Java: 3 is 3.0. */
export class JavaDouble {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  /** As Jackson writes it: as a string if JSON has no such number. */
  toString(): string {
    const text = doubleText(this.value)
    return Number.isFinite(this.value) ? text : `"${text}"`
  }
}

/** Prints an event with its fields in this order. */
export function printEvent(io: Io, name: string, fields: Readonly<Record<string, unknown>> = {}): void {
  const all = Object.entries({timestamp: io.now(), name, ...fields})
  const text = all.map(([key, value]) => `${JSON.stringify(key)}:${jsonOf(value)}`)
  io.out(`{${text.join(',')}}\n`)
}

const jsonOf = (value: unknown) => (value instanceof JavaDouble ? String(value) : JSON.stringify(value))
