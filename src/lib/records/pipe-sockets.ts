/**
 * Whether a net.Socket reads and writes a file descriptor. In bun and Deno, which say that they are Node, it does nothing at
 * all and says nothing; there a thread does it.
 */
export const pipeSockets = !('bun' in process.versions) && !('deno' in process.versions)
