// Finds servers that were named in a way that kafkit does not read, to add a hint to "which cluster?".
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {withoutCredentials} from '../text/credentials.ts'
import {propertyLines} from './properties.ts'
import type {Environment} from './profile-paths.ts'
import {sourceText, type Setting} from './setting.ts'

/** Matches `broker`, `bootstrap_servers`, `spring.kafka.bootstrap-servers`, `KAFKA_BROKER_LIST`. */
export function namesServers(name: string): boolean {
  const letters = name.toLowerCase().replaceAll(/[^a-z]/g, '')
  return /bootstrap(?:servers?|brokers?|urls?|serversurls?)?$/.test(letters) || brokers.test(letters)
}

const brokers =
  /^(?:.*(?:kafka|kafkit|spring|client|connect|streams|cluster|metadata|consumer|producer|admin|my|app))?(?:brokers?|brokers?list|brokers?urls?|kafka(?:urls?|hosts?|servers?)|servers)$/

/** Files in which applications keep their settings, and that users expect to be read. */
const usualFiles = [
  '.env',
  'application.yml',
  'application.yaml',
  'application.properties',
  'src/main/resources/application.yml',
  'src/main/resources/application.yaml',
  'src/main/resources/application.properties',
  'client.properties',
  'config/client.properties',
]

/**
 * A sentence for each place that names servers under another name than kafkit's, with the right one: in settings,
 * variables, and files in the working directory.
 */
export function misnamedServers(settings: Iterable<Setting>, env: Environment, cwd: string | undefined): string[] {
  return [...inSettings(settings), ...inEnvironment(env), ...(cwd === undefined ? [] : inFiles(cwd))]
}

/** The same for settings alone, which the user gave for this command: such a command is not meant for a sandbox. */
export function inSettings(settings: Iterable<Setting>): string[] {
  return [...settings]
    .filter(({name, value}) => name !== 'bootstrap.servers' && value.trim() !== '' && namesServers(name))
    .map(({name, value, source}) => {
      const right = /\.json$|\.[cm]?js$/.test('file' in source ? source.file : '') ? 'brokers' : 'bootstrap.servers'
      return `${sourceText(source)} says ${name}${shown(value)}, which kafkit does not read: name it ${right}`
    })
}

function inEnvironment(env: Environment): string[] {
  return Object.entries(env)
    .filter(([name, value]) => value && name !== 'KAFKIT_BOOTSTRAP_SERVERS' && isVariable(name))
    .map(([name, value]) => `the variable ${name}${shown(value ?? '')} is not read: name it KAFKIT_BOOTSTRAP_SERVERS`)
}

/** The same for variables from which other programs read the address of a schema registry: SCHEMA_REGISTRY_URL. */
export const misnamedRegistry = (env: Environment): string[] =>
  Object.entries(env)
    .filter(([name, value]) => value && registryVariable.test(name))
    .map(([name, value]) => `the variable ${name}${shown(value ?? '')} is not read: name it KAFKIT_REGISTRY`)

const registryVariable = /^(?:[A-Z\d_]+_)?SCHEMA_?REGISTRY(?:_(?:URLS?|HOST|HOST_NAME|ADDRESS|ENDPOINT|BASE_URL))?$/

const isVariable = (name: string) => /^[A-Z][A-Z\d_]*$/.test(name) && /KAFK|BOOTSTRAP/.test(name) && namesServers(name)

function inFiles(cwd: string): string[] {
  return usualFiles.flatMap((file) => {
    const found = propertiesOf(join(cwd, file)).find(({name, value}) => value.trim() !== '' && namesServers(name))
    if (!found) return []
    const {name, value, line} = found
    const advice = name === 'bootstrap.servers' ? `--command-config ${file}` : `--bootstrap-server${shown(value, ' ')}`
    return [`${file}:${line} has ${name}${shown(value)}, but kafkit does not read that file on its own: use ${advice}`]
  })
}

function propertiesOf(file: string) {
  try {
    const text = readFileSync(file, 'utf8').replaceAll(/^[ \t]*export[ \t]+/gm, '')
    return propertyLines(text)
  } catch {
    return []
  }
}

/** `=h:9092` if it is an address, and not a reference, a list over several lines or a long text. */
const shown = (value: string, sign = '='): string => {
  const text = withoutCredentials(value.trim().replaceAll(/^["']|["']$/g, ''))
  return /^[\w.:,[\]@*/-]{1,80}$/.test(text) ? `${sign}${text}` : sign === '=' ? '' : `${sign}HOST:9092`
}
