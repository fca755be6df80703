// The file from which Java's clients take their login if sasl.jaas.config is not set; KAFKA_OPTS names it.
import {readFile} from 'node:fs/promises'
import {UsageError} from '../cluster/errors.ts'
import {fileProblem} from '../text/file-problem.ts'
import type {Environment} from './profile-paths.ts'

/** Variables with options for the JVM of Apache's tools; later ones take precedence. */
const variables = ['JAVA_TOOL_OPTIONS', 'KAFKA_OPTS', 'JDK_JAVA_OPTIONS']

/** The value of `-Djava.security.auth.login.config` in one of them; undefined if none has it. */
export function jaasFileOf(env: Environment): {readonly file: string; readonly variable: string} | undefined {
  for (const variable of variables.toReversed()) {
    const [, double, single, plain] =
      /(?:^|\s)["']?-Djava\.security\.auth\.login\.config==?(?:"([^"]*)"|'([^']*)'|([^\s"']+))/.exec(
        env[variable] ?? '',
      ) ?? []
    const file = double ?? single ?? plain
    if (file) return {file: file.replace(/^file:(?:\/\/)?/, ''), variable}
  }
  return undefined
}

/** Mechanisms that need a login configuration. */
const needsLogin = /^(?:PLAIN|SCRAM-SHA-\d+)$/

/**
 * Adds the section KafkaClient of that file as sasl.jaas.config, if that is not set and a login is required. Throws
 * UsageError if the mechanism needs it and the file cannot be read or has no such section.
 */
export async function withJaasFile(
  properties: ReadonlyMap<string, string>,
  env: Environment,
): Promise<ReadonlyMap<string, string>> {
  const isSasl = /^\s*sasl/i.test(properties.get('security.protocol') ?? '')
  if (!isSasl || properties.has('sasl.jaas.config') || properties.has('kafkit.sasl.plugin')) return properties
  const needed = needsLogin.test(properties.get('sasl.mechanism')?.trim().toUpperCase() ?? '')
  const jaas = await jaasOfFile(env).catch((error: unknown) => {
    if (needed) throw error
    return undefined
  })
  return jaas === undefined ? properties : new Map([...properties, ['sasl.jaas.config', jaas]])
}

/** Whether a login is required but configured nowhere. */
export const lacksLogin = (properties: ReadonlyMap<string, string>): boolean =>
  /^\s*sasl/i.test(properties.get('security.protocol') ?? '') &&
  !properties.has('sasl.jaas.config') &&
  !properties.has('kafkit.sasl.plugin') &&
  needsLogin.test(properties.get('sasl.mechanism')?.trim().toUpperCase() ?? '')

async function jaasOfFile(env: Environment): Promise<string | undefined> {
  const found = jaasFileOf(env)
  if (!found) return undefined
  const {file, variable} = found
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${variable}: cannot read ${file}: ${fileProblem(error)}`, {cause: error})
  })
  const body = section(text, 'KafkaClient')
  if (body !== undefined) return withSystemProperties(body, env)
  throw new UsageError(`${file} (named by ${variable}) has no section KafkaClient { … };`)
}

/** The text between the braces after a name; braces in quotes and comments do not count. */
function section(text: string, name: string): string | undefined {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*|"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[{}]|[^\s{}"'/#]+|\s+|[/#]/gy
  let word = ''
  let from: number | undefined
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [token] = match
    if (/^(?:\s|\/\/|\/\*|#)/.test(token)) continue
    if (token === '{' && word === name) from = pattern.lastIndex
    if (token === '}' && from !== undefined) return text.slice(from, match.index).trim()
    word = token.replaceAll(/^["']|["']$/g, '')
  }
  return undefined
}

/** Java replaces its system properties here; those that such files use are environment values of the user. */
const withSystemProperties = (text: string, env: Environment): string =>
  text
    .replaceAll('${user.home}', env['HOME'] ?? '')
    .replaceAll('${user.name}', env['USER'] ?? '')
    .replaceAll('${/}', '/')
