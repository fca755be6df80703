// Properties in effect: references, passwords and files are resolved, and values checked.
import {dirname} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {checkValues} from './check-properties.ts'
import {declaredProviders, hasReference, standardProviders, withReferences, type Provider} from './config-providers.ts'
import type {Environment} from './profile-paths.ts'
import {sourceText, type Setting} from './setting.ts'
import type {Effective} from './settings.ts'

/** Throws UsageError with the place for what is invalid. Runs the password command, if there is one. */
export async function resolveProperties(
  properties: ReadonlyMap<string, Effective>,
  env: Environment,
): Promise<Map<string, string>> {
  const result = new Map([...properties].map(([name, {value}]) => [name, value]))
  const declared = declaredProviders(result, env)
  for (const [name, setting] of properties) {
    if (!hasReference(setting.value)) continue
    const providers = providersOf(setting, declared, env)
    const at = sourceText(setting.source)
    const missing = (reference: string, what: string) => {
      const why = 'project' in setting.source ? "; a project's file reads its own folder and KAFKA_… only" : ''
      throw new UsageError(`${at}: ${name}: ${reference} cannot be resolved: ${what}${why}`, {property: name})
    }
    try {
      result.set(name, await withReferences(setting.value, providers, missing))
    } catch (error) {
      // An error that names the property already has its place.
      if (!(error instanceof UsageError) || error.property !== undefined) throw error
      throw new UsageError(`${at}: ${name}: ${error.message}`, {cause: error})
    }
  }
  checkValues([...properties.values()].map((each): Setting => ({...each, value: result.get(each.name) ?? ''})))
  await password(properties, result, env)
  await keyFiles(result)
  await loginConfig(properties, result)
  return result
}

/**
 * A profile needs no declaration; a project's profile can only read files in its own folder, and KAFKA_… and KAFKIT_…
 * variables.
 */
function providersOf({source}: Setting, declared: ReadonlyMap<string, Provider>, env: Environment) {
  // Nothing in a repository may send a user's other secrets to the repository's brokers.
  if ('project' in source)
    return standardProviders(env, {allowedPaths: [dirname(source.file)], pattern: /^KAFK(?:A|IT)_\w+$/})
  return source.from === 'profile' ? new Map([...standardProviders(env), ...declared]) : declared
}

/** Of the three ways to set a password, the latest one wins. */
async function password(properties: ReadonlyMap<string, Effective>, result: Map<string, string>, env: Environment) {
  const ways = ['sasl.password', 'kafkit.password.file', 'kafkit.password.command'] as const
  const said = ways.flatMap((name) => properties.get(name) ?? []).toSorted((a, b) => b.order - a.order)
  const [last] = said
  if (!last || last.name === 'sasl.password') return
  const {passwordOfCommand, passwordOfFile} = await import('./password.ts')
  const value = (result.get(last.name) ?? '').trim()
  try {
    const command = last.name === 'kafkit.password.command'
    const {source} = last
    const {fromHome} = await import('./profile.ts')
    const folder = 'file' in source ? dirname(source.file) : process.cwd()
    result.set(
      'sasl.password',
      await (command ? passwordOfCommand(value, env) : passwordOfFile(fromHome(value, folder))),
    )
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new UsageError(`${sourceText(last.source)}: ${error.message}`, {cause: error})
  }
}

/** librdkafka names the files of key and certificate, while Java has their text. */
async function keyFiles(result: Map<string, string>) {
  for (const [name, java] of [
    ['ssl.key.location', 'ssl.keystore.key'],
    ['ssl.certificate.location', 'ssl.keystore.certificate.chain'],
  ] as const) {
    const file = result.get(name)?.trim()
    if (!file || result.has(java)) continue
    const {readFile} = await import('node:fs/promises')
    const {fileProblem} = await import('../text/file-problem.ts')
    const text = await readFile(file, 'latin1').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`${name}: cannot read ${file}: ${fileProblem(error)}`, {cause: error})
    })
    result.set(java, text)
  }
}

const modules: Readonly<Record<string, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': 'org.apache.kafka.common.security.scram.ScramLoginModule',
  'SCRAM-SHA-512': 'org.apache.kafka.common.security.scram.ScramLoginModule',
}

/**
 * Turns a separate user name and password (librdkafka, kafkajs, profiles) into Java's sasl.jaas.config, if they were
 * set later.
 */
async function loginConfig(properties: ReadonlyMap<string, Effective>, result: Map<string, string>) {
  const order = (...names: string[]) => Math.max(-1, ...names.map((name) => properties.get(name)?.order ?? -1))
  const own = order('sasl.username', 'sasl.password', 'kafkit.password.file', 'kafkit.password.command')
  const jaas = result.get('sasl.jaas.config')
  const mechanism = result.get('sasl.mechanism')?.trim().toUpperCase() ?? ''
  const module = modules[mechanism]
  const logsIn = /^sasl/i.test(result.get('security.protocol')?.trim() ?? '')
  if (mechanism === '' && own >= 0 && jaas === undefined && logsIn) {
    const said = properties.get('sasl.username') ?? properties.get('sasl.password')
    const at = said ? `${sourceText(said.source)}: ` : ''
    throw new UsageError(
      `${at}there is a user name or password, but no sasl.mechanism: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512`,
    )
  }
  if (module === undefined || own < order('sasl.jaas.config')) return
  let [username, secret] = [result.get('sasl.username'), result.get('sasl.password')]
  if (username === undefined && secret === undefined) return
  if (jaas !== undefined) {
    const {parseJaas} = await import('./jaas.ts')
    const {options} = parseJaas(jaas)
    username ??= options.get('username')
    secret ??= options.get('password')
  }
  const place = (...names: string[]) => {
    const found = names.flatMap((name) => properties.get(name) ?? [])[0]
    return found ? `${sourceText(found.source)}: ` : ''
  }
  if (username === undefined)
    throw new UsageError(
      `${place('sasl.password', 'kafkit.password.command', 'kafkit.password.file')}there is a password, but no user name (sasl.username)`,
    )
  if (username === '')
    throw new UsageError(
      `${place('sasl.username')}sasl.username: the user name is empty; a shell replaces $ConnectionString and the like by nothing: put it in single quotes`,
    )
  if (secret === undefined)
    throw new UsageError(
      `${place('sasl.username')}sasl.username: there is a user name, but no password (sasl.password, --password-stdin, or a profile's password-command or password-file)`,
    )
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`
  result.set('sasl.jaas.config', `${module} required username=${quoted(username)} password=${quoted(secret)};`)
}
