// Colours by role. chalk is loaded only when there is something to colour.
import type {Io} from './io.ts'

/** What a piece of text is; the face says the role, this file the colour. */
export interface Colours {
  /** Column and section headings. */
  heading(text: string): string
  /** The thing that a line is about: a topic, a group. */
  name(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
  /** Less important: units, defaults, explanations. */
  faint(text: string): string
  /** A command line to type. */
  command(text: string): string
  /** Where the reader is, among lines that are alike. */
  marked(text: string): string
}
export type Role = keyof Colours

const asIs = (text: string) => text
export const noColours: Colours = {
  heading: asIs,
  name: asIs,
  good: asIs,
  warn: asIs,
  bad: asIs,
  faint: asIs,
  command: asIs,
  marked: asIs,
}

/** `wanted` is what the flag says; without it NO_COLOR (no-color.org), then FORCE_COLOR, then the terminal decide. */
export function colourWanted(io: Pick<Io, 'env' | 'terminal'>, stream: 'stdout' | 'stderr', wanted?: boolean): boolean {
  if (wanted !== undefined) return wanted
  if (io.env['NO_COLOR']) return false
  const force = io.env['FORCE_COLOR']
  if (force !== undefined) return force !== '0' && force !== 'false'
  return io.terminal[stream] && io.env['TERM'] !== 'dumb'
}

export async function coloursFor(wanted: boolean): Promise<Colours> {
  if (!wanted) return noColours
  const {Chalk} = await import('chalk')
  // We decided already; chalk's own look at the process would decide again, and differently.
  const chalk = new Chalk({level: 1})
  // chalk joins all its arguments, so it must not get those of map().
  return {
    heading: (text) => chalk.bold(text),
    name: (text) => chalk.cyan(text),
    good: (text) => chalk.green(text),
    warn: (text) => chalk.yellow(text),
    bad: (text) => chalk.red(text),
    faint: (text) => chalk.dim(text),
    command: (text) => chalk.bold(text),
    marked: (text) => chalk.inverse(text),
  }
}
