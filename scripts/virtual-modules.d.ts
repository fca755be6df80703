// Modules that bundle-program.ts puts into dist/kafkit.cjs instead of files.

declare module 'virtual:commands' {
  import type {Program} from '../src/main.ts'

  /** The commands by the words that are typed; each is a file in dist/commands/. */
  export const commands: Program['commands']
}

declare module 'virtual:shared-modules' {
  /** Modules that several commands use, by their paths in the project, evaluated on first use. */
  export const modules: Readonly<Record<string, () => unknown>>
}

// Modules that compile/bundle.ts adds to the one executable.
declare module 'virtual:drop-ins' {
  import type {Tool} from '../src/lib/apache/command-line/tool.ts'

  export const tools: Readonly<Record<string, () => Promise<{readonly default: Tool}>>>
  /** Class of Apache's → name of the drop-in. */
  export const classes: Readonly<Record<string, readonly [name: string]>>
  /** bin/run-class.js: reads process.argv, and starts the drop-in with the words that belong to it in its place. */
  export const runClass: (classes: object, start: (name: string) => void) => void
}
