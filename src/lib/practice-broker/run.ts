// Runs the practice broker as a separate process.
import {readFile} from 'node:fs/promises'
import {say, serve} from '../runtime/serve.ts'
import {startPracticeBroker, type PracticeBrokerOptions} from './start.ts'

/** The contents of the settings file. */
export type PracticeBrokerSettings = Pick<PracticeBrokerOptions, 'listen' | 'clusterId' | 'properties' | 'memoryLimit'>

/** `file`: the settings, as JSON. */
export async function runPracticeBroker(file: string): Promise<void> {
  const settings = JSON.parse(await readFile(file, 'utf8')) as PracticeBrokerSettings
  await serve(async () => {
    const broker = await startPracticeBroker({
      ...settings,
      onFailure: (error) => say(`a connection was cut: ${error instanceof Error ? error.message : String(error)}`),
    })
    return {
      ready: `practice broker ready at ${broker.bootstrapServers}, cluster ${broker.clusterId}`,
      close: () => broker.close(),
    }
  })
}
