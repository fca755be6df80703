// Colours by role. chalk is loaded only if something is coloured.
import type {Io} from './io.ts'
import {markedColours, visibleBetweenColours} from './visible.ts'

/** Paints text by its role; only this file knows the colours. */
export interface Colours {
  /** Column and section headings. */
  heading(text: string): string
  /** The subject of a line, such as a topic or a group. */
  name(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
  /** Less important: units, defaults, explanations. */
  faint(text: string): string
  /** A command line to type. */
  command(text: string): string
  /** The current line among others, as in a live table. */
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

/** `wanted` is the --color flag; if it is not given, NO_COLOR (no-color.org), then FORCE_COLOR, then the terminal decide. */
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
  // A fixed level: chalk's own detection looks at the process and might decide differently.
  const chalk = new Chalk({level: 1})
  // Names in the text cannot bring colours of their own: visible.ts recognizes kafkit's colours by their marks.
  const painter = (paint: (text: string) => string) => (text: string) =>
    markedColours(paint(visibleBetweenColours(text)))
  return {
    heading: painter(chalk.bold),
    name: painter(chalk.cyan),
    good: painter(chalk.green),
    warn: painter(chalk.yellow),
    bad: painter(chalk.red),
    faint: painter(chalk.dim),
    command: painter(chalk.bold),
    marked: painter(chalk.inverse),
  }
}
