// Resolves references in values as Java's ConfigTransformer does: `${env:NAME}`, `${file:/path:key}`,
// `${directory:/path:file}`.
import {readFile, readdir} from 'node:fs/promises'
import {isAbsolute, join, relative, resolve} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {fileProblem} from '../text/file-problem.ts'
import type {Environment} from './profile-paths.ts'
import {parseProperties, propertiesText} from './properties.ts'

/** Returns the value of a key, or undefined if it has none. Throws UsageError if its file or folder cannot be read. */
export type Provider = (path: string, key: string) => Promise<string | undefined>

export interface ProviderOptions {
  /** Java's `allowed.paths`: files outside of them count as empty. */
  readonly allowedPaths?: readonly string[] | undefined
  /** `allowlist.pattern` of Java's EnvVarConfigProvider. */
  readonly pattern?: RegExp | undefined
}

const classes: Readonly<Record<string, 'env' | 'file' | 'directory'>> = {
  'org.apache.kafka.common.config.provider.EnvVarConfigProvider': 'env',
  'org.apache.kafka.common.config.provider.FileConfigProvider': 'file',
  'org.apache.kafka.common.config.provider.DirectoryConfigProvider': 'directory',
}

/**
 * The providers that `config.providers` declares, by their declared names. Throws UsageError for a class that is not
 * one of Java's.
 */
export function declaredProviders(properties: ReadonlyMap<string, string>, env: Environment): Map<string, Provider> {
  const names = (properties.get('config.providers') ?? '').split(',').map((name) => name.trim())
  const result = new Map<string, Provider>()
  for (const name of names) {
    if (name === '') continue
    const property = `config.providers.${name}.class`
    const className = properties.get(property)?.trim()
    // Java ignores a provider without a class, too.
    if (className === undefined) continue
    const kind = classes[className]
    if (kind === undefined)
      throw new UsageError(`${property}: '${className}' is not one of ${Object.keys(classes).join(', ')}`)
    const parameter = (key: string) => properties.get(`config.providers.${name}.param.${key}`)?.trim() || undefined
    const pattern = parameter('allowlist.pattern')
    const options = {
      allowedPaths: parameter('allowed.paths')?.split(','),
      pattern: pattern === undefined ? undefined : wholeExpression(pattern, name),
    }
    result.set(name, provider(kind, env, options))
  }
  return result
}

/** The three providers under their usual names, for profiles, which need no declaration. */
export const standardProviders = (env: Environment, options?: ProviderOptions): Map<string, Provider> =>
  new Map((['env', 'file', 'directory'] as const).map((kind) => [kind, provider(kind, env, options)]))

function provider(kind: 'env' | 'file' | 'directory', env: Environment, options: ProviderOptions = {}): Provider {
  const {allowedPaths, pattern} = options
  const allowed = (path: string) =>
    allowedPaths === undefined || allowedPaths.some((folder) => isInside(resolve(path), resolve(folder)))
  if (kind === 'env') {
    // Java ignores a path here, with a warning.
    return async (_, key) => (pattern && !pattern.test(key) ? undefined : env[key])
  }
  if (kind === 'file') {
    const files = new Map<string, Promise<Map<string, string>>>()
    return async (path, key) => {
      if (path === '' || !allowed(path)) return undefined
      const read = files.get(path) ?? propertiesOf(path)
      files.set(path, read)
      return (await read).get(key)
    }
  }
  return async (path, key) => {
    // Only names of files directly in the folder.
    if (path === '' || !allowed(path) || /[/\\]|^\.\.?$/.test(key)) return undefined
    const names = await readdir(path).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot read the folder ${path}: ${fileProblem(error)}`, {cause: error})
    })
    return names.includes(key) ? await text(join(path, key)) : undefined
  }
}

/** Whether the path is the folder or in it. */
export function isInside(path: string, folder: string): boolean {
  const from = relative(folder, path)
  return !from.startsWith('..') && !isAbsolute(from)
}

const propertiesOf = async (path: string) => parseProperties(await text(path))

async function text(path: string): Promise<string> {
  try {
    return propertiesText(await readFile(path))
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${fileProblem(error as NodeJS.ErrnoException)}`, {cause: error})
  }
}

function wholeExpression(pattern: string, name: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u')
  } catch (error) {
    const why = (error as Error).message
    throw new UsageError(`config.providers.${name}.param.allowlist.pattern: ${why}`, {cause: error})
  }
}

/** The regular expression of ConfigTransformer; text that it does not match is kept. */
const reference = /\$\{([^}]*?):(?:([^}]*?):)?([^}]*?)\}/g

export const hasReference = (value: string): boolean => value.search(reference) >= 0

/**
 * Resolves the references in a value. A reference to an unknown provider is kept, as in Java; so is one without a
 * value, unless `missing` throws an error.
 */
export async function withReferences(
  value: string,
  providers: ReadonlyMap<string, Provider>,
  missing: (reference: string, what: string) => void,
): Promise<string> {
  let result = ''
  let end = 0
  for (const match of value.matchAll(reference)) {
    const [whole, name = '', path = '', key = ''] = match
    const found = await providers.get(name)?.(path, key)
    if (found === undefined && providers.has(name)) missing(whole, whatIsMissing(name, path, key))
    result += value.slice(end, match.index) + (found ?? whole)
    end = match.index + whole.length
  }
  return result + value.slice(end)
}

const whatIsMissing = (name: string, path: string, key: string) =>
  path === '' ? `${name} has no ${key}` : `${path} has no ${key}`

/** All values as Java's clients see them; references without a value are kept. Throws UsageError. */
export async function withProviders(
  properties: ReadonlyMap<string, string>,
  env: Environment,
): Promise<Map<string, string>> {
  const providers = declaredProviders(properties, env)
  const result = new Map(properties)
  for (const [name, value] of properties) result.set(name, await withReferences(value, providers, () => undefined))
  return result
}
