// The practice broker as a process of its own.
import {readFile} from 'node:fs/promises'
import {startPracticeBroker, type PracticeBrokerOptions} from './start.ts'

/** The contents of the settings file. */
export type PracticeBrokerSettings = Pick<PracticeBrokerOptions, 'listen' | 'clusterId' | 'properties' | 'memoryLimit'>

const say = (text: string) => process.stderr.write(`${new Date().toISOString()} ${text}\n`)

/** Runs in this process until SIGTERM or SIGINT; what happens stands on stderr. `file`: the settings, as JSON. */
export async function runPracticeBroker(file: string): Promise<void> {
  const settings = JSON.parse(await readFile(file, 'utf8')) as PracticeBrokerSettings
  try {
    const broker = await startPracticeBroker({
      ...settings,
      onFailure: (error) => say(`a connection was cut: ${error instanceof Error ? error.message : String(error)}`),
    })
    say(`practice broker ready at ${broker.bootstrapServers}, cluster ${broker.clusterId}`)
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        say(`${name}: ending`)
        void broker.close()
      })
    }
  } catch (error) {
    // As a JVM prints it, because the sandbox looks for such a line in the log.
    process.stderr.write(error instanceof Error ? `${error.name}: ${error.message}\n` : `Error: ${String(error)}\n`)
    process.exitCode = 1
  }
}
