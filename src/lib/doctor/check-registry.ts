import {ExpectedError} from '../errors/expected-error.ts'
import {HttpClient} from '../http/client.ts'
import {HttpRefusal, NoAnswer} from '../http/errors.ts'
import {RegistryLacks, Registry} from '../registry/registry.ts'
import {counted} from '../text/plural.ts'
import {timed, type Examination} from './examination.ts'
import type {Finding} from './step.ts'

/** Whether the Schema Registry answers and accepts this login. Run only if a registry is set. */
export async function checkRegistry({input, signal}: Examination): Promise<Finding> {
  const {registry: asked} = input
  if (!asked) return {verdict: 'skipped', summary: 'no registry is set'}
  if ('error' in asked) return {verdict: 'failed', summary: asked.error.message, hint: 'fix the setting named there'}
  const {settings, namedBy} = asked
  const refuse = () => {
    throw new Error('the doctor changes nothing')
  }
  const http = new HttpClient({...settings, beforeChange: refuse, signal})
  const registry = new Registry(http)
  try {
    const [subjects, level, mode] = await Promise.all([
      timed(signal, () => registry.subjects()),
      timed(signal, () => registry.level()),
      timed(signal, () => registry.mode()),
    ])
    const error = subjects.error ?? level.error
    const data = {address: registry.address, namedBy}
    if (error) return {verdict: 'failed', summary: error.message, hint: hintOn(error), data}
    if (mode.error && !(mode.error instanceof RegistryLacks)) throw mode.error
    const count = subjects.value?.length ?? 0
    const modeText = mode.value ? `, mode ${mode.value.value}` : ', no modes'
    return {
      verdict: 'ok',
      summary: `${registry.address} (${namedBy}): ${counted(count, 'subject')}, level ${level.value?.value ?? 'unknown'}${modeText}`,
      data: {...data, subjects: count, level: level.value?.value ?? null, mode: mode.value?.value ?? null},
    }
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error
    return {verdict: 'failed', summary: error.message, hint: hintOn(error)}
  } finally {
    registry.close()
  }
}

function hintOn(error: Error): string {
  if (error instanceof HttpRefusal && error.status === 401) return 'set basic.auth.user.info or bearer.auth.token'
  if (error instanceof HttpRefusal && error.status === 403)
    return 'ask an administrator of the registry for the right to read it'
  if (error instanceof HttpRefusal || error instanceof RegistryLacks) return 'is the address right, with its path?'
  if (error instanceof NoAnswer && error.reason === 'tls')
    return 'see schema.registry.ssl.truststore.location and schema.registry.ssl.keystore.location'
  return 'does the registry run, and is its address right?'
}
