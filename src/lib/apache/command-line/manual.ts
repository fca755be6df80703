/**
 * What the manual page of a drop-in says beside its options. Only scripts/drop-in-pages.ts reads it; it is not
 * bundled.
 */
export interface Manual {
  /** Follows the name on the page: no capital letter, no full stop. */
  readonly summary: string
  /** What follows the name on a command line. */
  readonly synopsis: string
  /** Paragraphs, separated by an empty line. */
  readonly description: string
  /** SIGINT and SIGTERM need no entry. */
  readonly exit: readonly (readonly [code: number, meaning: string])[]
  /** The purpose of a command line, and the command line. */
  readonly examples: readonly (readonly [purpose: string, command: string])[]
  /** Other drop-ins, for SEE ALSO. */
  readonly related: readonly string[]
}

/** The sentence about wrong command lines, which is the same in every tool's exit status. */
export const usageErrors = 'The command line is wrong: a message and the help go to standard error.'
