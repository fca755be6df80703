// Shell scripts as people have them, with Apache's tools on the PATH and with ours: the same output and exit code.
import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {apacheJava} from '../parity/java.ts'
import {quietly} from '../parity/oracle.ts'
import {toolClasses} from '../parity/tool-classes.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'

/** What scripts of the usual kind must have said, so that nobody is content with twice the same failure. */
const always = [
  ['lag.sh', 'ALARM: more than 300 behind'],
  ['provision.sh', 'has 3 partitions'],
  ['loop.sh', 'PREFIX-loop-b is there'],
  ['cron.sh', 'nightly job done'],
] as const
const inFull = [
  ['cleanup.sh', 'the second time: 1'],
  ['wait.sh', 'exit code 1'],
  ['peek.sh', 'exit code 0, first: {"id":1}'],
  ['offsets.sh', 'restored to 20 of 50'],
  ['health.sh', 'cleanup.policy=compact'],
  ['seed.sh', 'stopped with 124, 0 new'],
  ['background.sh', 'nine read'],
] as const

describeWithKafka('scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scripts-'))
  const theirs = join(folder, 'apache')
  const ours = join(folder, 'kafkit')
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    const {java, classpath} = await apacheJava()
    const jvm = [java, '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', ...quietly, '-cp', classpath]
    for (const path of [theirs, ours]) mkdirSync(path)
    const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
    for (const name of dropInNames()) {
      const command = [...jvm, toolClasses[name] ?? '']
      for (const each of [name, `${name}.sh`]) {
        const file = join(theirs, each)
        writeFileSync(file, `#!/bin/sh\nexec ${command.map(quote).join(' ')} "$@"\n`)
        chmodSync(file, 0o755)
        symlinkSync(join(import.meta.dirname, '../../bin', each), join(ours, each))
      }
    }
  }, 120_000)
  afterAll(async () => {
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true, force: true})
  })

  /** Names are as long on both sides: tables have the same widths. */
  async function run(script: string, bin: string, prefix: string) {
    const child = spawn('bash', [join(import.meta.dirname, 'scripts', script)], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
        BROKERS: sandbox.bootstrapServers,
        PREFIX: prefix,
        OUT: join(folder, `${prefix}.out`),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    return {out: out.replaceAll(prefix, 'PREFIX'), code, err}
  }

  test.each(cases<readonly [string, string]>(always, inFull))(
    '%s',
    async (script, said) => {
      const [apache, mine] = await Promise.all([run(script, theirs, 'aaaa'), run(script, ours, 'bbbb')])
      expect(apache.out, apache.err).toContain(said)
      expect({out: mine.out, code: mine.code}, mine.err).toEqual({out: apache.out, code: apache.code})
    },
    180_000,
  )
})
