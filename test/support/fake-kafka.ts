// An environment in which `startSandbox` starts test/support/fake-java.ts instead of a JVM: milliseconds, no downloads.
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export interface FakeKafka {
  /** A temporary folder for everything, the sandboxes and the cache included. */
  folder: string
  sandboxes: string
  cache: string
  /** Restores the environment and deletes the folder. */
  restore(): void
}

/** Points KAFKA_HOME, JAVA_HOME, KAFKIT_SANDBOX_DIR and KAFKIT_CACHE_DIR at a temporary folder. */
export function fakeKafka(version = '4.3.1'): FakeKafka {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-test-'))
  const at = (...path: string[]) => join(folder, ...path)
  mkdirSync(at('kafka', 'libs'), {recursive: true})
  writeFileSync(at('kafka', 'libs', `kafka_2.13-${version}.jar`), '')
  installFakeJava(at('java'), {release: 'JAVA_VERSION="17.0.99"\n'})
  const environment = {
    KAFKA_HOME: at('kafka'),
    JAVA_HOME: at('java'),
    KAFKIT_SANDBOX_DIR: at('sandboxes'),
    KAFKIT_CACHE_DIR: at('cache'),
  }
  const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]))
  Object.assign(process.env, environment)
  return {
    folder,
    sandboxes: at('sandboxes'),
    cache: at('cache'),
    restore() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      rmSync(folder, {recursive: true, force: true, maxRetries: 5})
    },
  }
}

/** A JAVA_HOME whose `java` is the fake one, or the given shell script. */
export function installFakeJava(home: string, {release, script}: {release?: string; script?: string}): void {
  mkdirSync(join(home, 'bin'), {recursive: true})
  if (release !== undefined) writeFileSync(join(home, 'release'), release)
  const fake = `exec "${process.execPath}" "${join(import.meta.dirname, 'fake-java.ts')}" "$@"`
  writeFileSync(join(home, 'bin', 'java'), `#!/bin/sh\n${script ?? fake}\n`)
  chmodSync(join(home, 'bin', 'java'), 0o755)
}
