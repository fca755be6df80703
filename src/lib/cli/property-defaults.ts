// Values of properties, for flags that the command line does not have.
import type {Connection} from '../config/connection.ts'
import {UsageError} from '../cluster/errors.ts'
import {sourceText} from '../config/setting.ts'
import {isGiven} from './exclusions.ts'

/** What oclif reports about a parsed flag: whether its value is only the default. */
export interface ParsedFlags {
  readonly flags: Readonly<Record<string, {readonly setFromDefault?: boolean} | undefined>>
}

/** Whether the flag was given on the command line, so that its value is not a default. */
export const isTyped = <F extends object>(flags: F, parsed: ParsedFlags, name: keyof F & string): boolean =>
  isGiven(flags, name) && parsed.flags[name]?.setFromDefault !== true

/** Flags that were typed keep their values; the others get those in `said`. */
export function withProperties<F extends object>(flags: F, parsed: ParsedFlags, said: Partial<F>): F {
  const result = {...flags}
  for (const name of Object.keys(said) as (keyof F & string)[]) {
    const typed = flags[name] !== undefined && parsed.flags[name]?.setFromDefault !== true
    const value = said[name]
    if (!typed && value !== undefined) result[name] = value
  }
  return result
}

/** Adds to an error about a property where that property was set. */
export function atItsPlace<T>({sources}: Pick<Connection, 'sources'>, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const source = sources.get(error.property ?? '')
    throw source ? new UsageError(`${sourceText(source)}: ${error.message}`, {cause: error}) : error
  }
}

/** `group.id (app.properties:3)`: a property and where it was set. */
export function said(property: string, {sources}: Pick<Connection, 'sources'>): string {
  const source = sources.get(property)
  return source ? `${property} (${sourceText(source)})` : property
}
