// Removes class paths and secrets from a recorded sandbox before it is printed as a document.
import {masked, soundsSecret, withoutCredentials} from '../text/credentials.ts'
import type {Sandbox, SandboxProcess} from './state.ts'

/** The same fields; a class path, which is thousands of characters of jars, is `…`. */
export function shownSandbox(sandbox: Sandbox): Sandbox {
  const {brokers, quorum, registry, settings} = sandbox
  const properties = Object.entries(settings.properties).map(([name, value]) => [name, shownProperty(name, value)])
  return {
    ...sandbox,
    brokers: brokers.map(shownProcess),
    quorum: quorum.map(shownProcess),
    ...(registry && {registry: shownProcess(registry)}),
    settings: {
      ...settings,
      properties: Object.fromEntries(properties) as typeof settings.properties,
      formatArguments: settings.formatArguments.map((word) => withoutCredentials(word)),
      jvmArguments: settings.jvmArguments.map((word) => withoutCredentials(word)),
    },
  }
}

const shownProperty = (name: string, value: string | number | boolean) =>
  soundsSecret(name) || /jaas/i.test(name) ? masked : typeof value === 'string' ? withoutCredentials(value) : value

const shownProcess = <T extends SandboxProcess>(process: T): T => ({
  ...process,
  command: process.command.map((word, at) =>
    /^(?:-cp|-classpath|--class-path)$/.test(process.command[at - 1] ?? '') ? '…' : withoutCredentials(word),
  ),
})
