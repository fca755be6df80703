// What bundle-program.ts puts into dist/kafkit.cjs in place of files.

declare module 'virtual:commands' {
  import type {Program} from '../src/main.ts'

  /** The commands by what is typed; each is a file in dist/commands/. */
  export const commands: Program['commands']
}

declare module 'virtual:shared-modules' {
  /** Modules that several commands use, by their path in the project, evaluated when they are first asked for. */
  export const modules: Readonly<Record<string, () => unknown>>
}

// What compile/bundle.ts puts into the one executable besides.
declare module 'virtual:drop-ins' {
  import type {Tool} from '../src/lib/apache/command-line/tool.ts'

  export const tools: Readonly<Record<string, () => Promise<{readonly default: Tool}>>>
  /** Class of Apache's → name of the drop-in. */
  export const classes: Readonly<Record<string, readonly [name: string]>>
  /** bin/run-class.js: looks at process.argv, and starts the drop-in with the words that are meant for it there. */
  export const runClass: (classes: object, start: (name: string) => void) => void
}
