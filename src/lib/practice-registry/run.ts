// Runs the practice registry as a separate process.
import {readFile} from 'node:fs/promises'
import {serve} from '../runtime/serve.ts'
import {startPracticeRegistry, type PracticeRegistryOptions} from './start.ts'

/** The contents of the settings file. */
export type PracticeRegistrySettings = Pick<PracticeRegistryOptions, 'port' | 'host' | 'file'>

/** `file`: the settings, as JSON. */
export async function runPracticeRegistry(file: string): Promise<void> {
  const settings = JSON.parse(await readFile(file, 'utf8')) as PracticeRegistrySettings
  await serve(async () => {
    const registry = await startPracticeRegistry(settings)
    return {ready: `practice registry ready at ${registry.url}`, close: () => registry.close()}
  })
}
