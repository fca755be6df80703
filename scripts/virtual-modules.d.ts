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
