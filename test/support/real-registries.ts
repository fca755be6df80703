// Registries by others: Apicurio's (fetched once, Java 21 or newer) and franz-go's srfake (built once, Go).
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {createWriteStream, mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {apicurioFor, apicurioJar} from '../../src/lib/sandbox/apicurio.ts'
import {freePorts} from '../../src/lib/sandbox/ports.ts'
import {goProgram} from './go-program.ts'

export interface RealRegistry {
  readonly url: string
  close(): Promise<void>
}

/** With Confluent's API below `/apis/ccompat/v7`, and everything in memory. It ends with this process. */
export async function startApicurio(): Promise<RealRegistry> {
  const {release, executable} = await apicurioFor()
  const jar = await apicurioJar(release, {})
  const [port = 0] = await freePorts(1)
  const scratch = mkdtempSync(join(tmpdir(), 'kafkit-apicurio-'))
  const log = join(scratch, 'log')
  const jvm = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']
  const child = spawn(
    executable,
    [...jvm, '-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`, '-jar', jar],
    {stdio: ['ignore', 'pipe', 'pipe'], cwd: scratch},
  )
  const into = createWriteStream(log)
  child.stdout.pipe(into)
  child.stderr.pipe(into)
  const url = `http://127.0.0.1:${port}/apis/ccompat/v7`
  await answers(`${url}/subjects`, child).catch((error: Error) => {
    child.kill('SIGKILL')
    throw new Error(`${error.message}: ${readFileSync(log, 'utf8').slice(-2000)}`, {cause: error})
  })
  const stop = () => child.kill('SIGKILL')
  process.once('exit', stop)
  return {
    url,
    async close() {
      process.off('exit', stop)
      await ended(child, () => child.kill('SIGKILL'))
      rmSync(scratch, {recursive: true, force: true})
    },
  }
}

/** It has guids and contexts, but no compatibility rules. */
export async function startSrfake(authorization?: string): Promise<RealRegistry> {
  const args = authorization === undefined ? [] : [authorization]
  const child = spawn(await goProgram('srfake'), args, {stdio: ['pipe', 'pipe', 'inherit']})
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`srfake ended with ${code}`)
  })
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer]
  failed.catch(() => undefined)
  return {url: line.toString().trim(), close: () => ended(child, () => child.stdin.end())}
}

async function ended(child: ChildProcess, end: () => unknown): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const over = once(child, 'exit')
  end()
  await over
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Apicurio ended with ${child.exitCode}`)
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    )
    if (status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}
