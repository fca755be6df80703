/**
 * What the manual page of a drop-in says beyond its options. Read by scripts/drop-in-pages.ts alone: no bundle has it.
 */
export interface Manual {
  /** Stands behind the name: no capital letter, no full stop. */
  readonly summary: string
  /** What follows the name on the command line. */
  readonly synopsis: string
  /** Paragraphs, with an empty line between them. */
  readonly description: string
  /** SIGINT and SIGTERM need no entry. */
  readonly exit: readonly (readonly [code: number, meaning: string])[]
  /** What a command line is good for, and the command line. */
  readonly examples: readonly (readonly [purpose: string, command: string])[]
  /** Other drop-ins to name under SEE ALSO. */
  readonly related: readonly string[]
}

/** The part of an exit status that every tool has in common. */
export const usageErrors = 'The command line is wrong: a message and the help go to standard error.'
