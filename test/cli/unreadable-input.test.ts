// Standard input that cannot be read: one sentence and exit code 2, not a report of a bug, and never an empty input. What it is
// open on, only a process of its own has.
import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {runProgram} from '../install/job.ts'
import {commandOf} from '../support/built-kafkit.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-unreadable-'))
const isBuilt = existsSync(join(root, 'dist/kafkit.cjs'))

describe.runIf(isBuilt && process.platform !== 'win32')('standard input that cannot be read', () => {
  let broker: PracticeBroker
  const shell = (line: string) =>
    runProgram(['bash', '-c', line], {
      env: {PATH: process.env['PATH'] ?? '', HOME: folder, KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers},
      cwd: folder,
    })
  const program = (name: string) => commandOf(name).map((word) => `'${word}'`).join(' ') // prettier-ignore

  beforeAll(async () => {
    broker = await startPracticeBroker()
    const created = await shell(`${program('kafkit')} topics create lines`)
    expect(created).toMatchObject({code: 0})
  })
  afterAll(async () => {
    await broker.close()
    rmSync(folder, {recursive: true})
  })

  test.each([
    'produce lines',
    'produce lines --input json',
    'apply -f -',
    'topics list --password-stdin',
    'groups reset-offsets g --from-file -',
    'schemas lint -',
    'dump-log -',
  ])('kafkit %s says why, be it a folder or open for writing only', async (line) => {
    const command = `${program('kafkit')} ${line}`
    expect(await shell(`${command} < /`)).toEqual({
      out: '',
      err: 'kafkit: the input cannot be read: it is a folder\n',
      code: 2,
    })
    // As nohup opens it for what is started on a terminal.
    expect(await shell(`${command} 0> /dev/null`)).toEqual({
      out: '',
      err: 'kafkit: the input cannot be read: it is not open for reading (nohup on a terminal does that: give it < FILE or < /dev/null)\n',
      code: 2,
    })
  })

  test.each(['< /', '0> /dev/null'])('kafka-console-producer %s fails in a sentence', async (redirection) => {
    const {err, code} = await shell(
      `${program('kafka-console-producer')} --topic lines --bootstrap-server "$KAFKIT_BOOTSTRAP_SERVERS" ${redirection}`,
    )
    expect(err).toMatch(/^kafka-console-producer: the input cannot be read: it is .*\n$/)
    expect(code).toBe(1)
  })
})
