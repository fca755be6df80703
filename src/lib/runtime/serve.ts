// A server of ours as a process of its own, as the sandbox starts it.

export const say = (text: string): unknown => process.stderr.write(`${new Date().toISOString()} ${text}\n`)

interface Served {
  /** What is said when it answers. */
  readonly ready: string
  close(): Promise<void>
}

/** Runs what `start` gives in this process until SIGTERM or SIGINT; what happens stands on stderr. */
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
    // As a JVM prints it, because the sandbox looks for such a line in the log.
    process.stderr.write(error instanceof Error ? `${error.name}: ${error.message}\n` : `Error: ${String(error)}\n`)
    process.exitCode = 1
  }
}
