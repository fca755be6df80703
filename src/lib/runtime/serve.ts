// Runs a server of kafkit as a separate process, as the sandbox starts it.

export const say = (text: string): unknown => process.stderr.write(`${new Date().toISOString()} ${text}\n`)

interface Served {
  /** The line that is printed once the server accepts requests. */
  readonly ready: string
  close(): Promise<void>
}

/** Runs the server that `start` returns in this process until SIGTERM or SIGINT; prints events to stderr. */
export async function serve(start: () => Promise<Served>): Promise<void> {
  try {
    const {ready, close} = await start()
    say(ready)
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        say(`${name}: ending`)
        void close()
      })
    }
  } catch (error) {
    // In a JVM's format, because the sandbox searches the log for such a line.
    process.stderr.write(error instanceof Error ? `${error.name}: ${error.message}\n` : `Error: ${String(error)}\n`)
    process.exitCode = 1
  }
}
