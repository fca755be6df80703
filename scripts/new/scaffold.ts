/** A kind of thing that `npm run new` can begin. */
export interface Scaffold {
  /** Its words on the command line: `tool kafka-NAME`. */
  readonly usage: string
  /** Throws, with the reason as message, if the words do not do. `project`: another folder than this one. */
  write(words: readonly string[], project?: string): Promise<Written>
}

export interface Written {
  /** Paths in the project. */
  readonly files: readonly string[]
  /** What is left to do, one sentence each. */
  readonly next: readonly string[]
}
