// What runs this program. Others than Node call themselves Node, too.

declare global {
  /** Defined by the build of the one executable (scripts/compile/), and nowhere else. */
  const KAFKIT_ONE_FILE: boolean | undefined
}

/** `Node v24.1.0`, `bun 1.4.5`. */
export const engine = 'bun' in process.versions ? `bun ${process.versions['bun'] ?? ''}` : `Node ${process.version}`

/** False in bun and in Deno, which say that they are Node: what they do with file descriptors differs. */
export const isNode = !('bun' in process.versions) && !('deno' in process.versions)

/** Whether the program and what runs it are one file, `process.execPath`, with all drop-ins under their names. */
export const isOneFile = typeof KAFKIT_ONE_FILE !== 'undefined'

/** The words that start the practice broker and the practice registry in the one file, as processes of the sandbox. */
export const practiceBrokerWord = '--practice-broker'
export const practiceRegistryWord = '--practice-registry'
