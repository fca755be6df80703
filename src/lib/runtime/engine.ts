// The engine that runs this program. Engines other than Node identify themselves as Node, too.

declare global {
  /** Defined only in the build of the one executable (scripts/compile/). */
  const KAFKIT_ONE_FILE: boolean | undefined
}

/** `Node v24.1.0`, `bun 1.4.5`. */
export const engine = 'bun' in process.versions ? `bun ${process.versions['bun'] ?? ''}` : `Node ${process.version}`

/** False in bun and in Deno, which identify themselves as Node but treat file descriptors differently. */
export const isNode = !('bun' in process.versions) && !('deno' in process.versions)

/** Whether the program and its engine are one file, `process.execPath`, with all drop-ins as names of it. */
export const isOneFile = typeof KAFKIT_ONE_FILE !== 'undefined'

/**
 * The arguments that start the practice broker and the practice registry in the one file, as processes of the sandbox.
 */
export const practiceBrokerWord = '--practice-broker'
export const practiceRegistryWord = '--practice-registry'
