// The practice registry as a process of its own.
import {readFile} from 'node:fs/promises'
import {startPracticeRegistry, type PracticeRegistryOptions} from './start.ts'

/** The contents of the settings file. */
export type PracticeRegistrySettings = Pick<PracticeRegistryOptions, 'port' | 'host' | 'file'>

const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`)

/** Runs in this process until SIGTERM or SIGINT; what happens stands on stderr. `file`: the settings, as JSON. */
export async function runPracticeRegistry(file: string): Promise<void> {
  const settings = JSON.parse(await readFile(file, 'utf8')) as PracticeRegistrySettings
  try {
    const registry = await startPracticeRegistry(settings)
    say(`practice registry ready at ${registry.url}`)
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        say(`${name}: ending`)
        void registry.close()
      })
    }
  } catch (error) {
    // As a JVM prints it, because the sandbox looks for such a line in the log.
    process.stderr.write(error instanceof Error ? `${error.name}: ${error.message}\n` : `Error: ${String(error)}\n`)
    process.exitCode = 1
  }
}
