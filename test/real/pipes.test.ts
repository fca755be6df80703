// docs/pipes.md: every recipe runs as it stands there and prints what stands there. KAFKIT_DOCS=write puts down what
// they print now.
import {spawn, spawnSync} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {kafkitCommand} from '../support/built-kafkit.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

/** Not on every machine: what needs it is skipped there. */
const hasJq = spawnSync('jq', ['--version']).status === 0
if (!hasJq) console.warn('SKIPPED, the recipes that need jq: it is not installed')

const page = join(import.meta.dirname, '../../docs/pipes.md')

interface Recipe {
  readonly script: string
  /** What follows as text; undefined: nothing is shown, it only has to work. */
  readonly shown: string | undefined
}

describeWithKafka('docs/pipes.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-pipes-'))
  const text = readFileSync(page, 'utf8')
  const recipes = [...text.matchAll(/^```sh\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms)].map(
    ([, script = '', shown]): Recipe => ({script, shown}),
  )
  let sandbox: Sandbox

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    const bin = join(folder, 'kafkit')
    writeFileSync(bin, `#!/bin/sh\nexec ${kafkitCommand.map((word) => `'${word}'`).join(' ')} "$@"\n`)
    chmodSync(bin, 0o755)
  })
  afterAll(async () => {
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  test('there are recipes', () => {
    expect(recipes.length).toBeGreaterThan(10)
  })

  // In the order of the page: later ones use the topics of earlier ones.
  test.for(recipes)('$script', async ({script, shown}, {skip}) => {
    if (!hasJq && /\bjq\b/.test(script)) skip()
    const child = spawn('bash', ['-c', `set -euo pipefail\nexec 2>&1\n${script}`], {
      cwd: folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: [folder, dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const said: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    const printed = Buffer.concat(said).toString()
    expect({code, printed: code === 0 ? '' : printed}).toEqual({code: 0, printed: ''})
    if (process.env['KAFKIT_DOCS'] === 'write') write(script, printed)
    else if (shown !== undefined) expect(printed).toBe(shown)
  })
})

function write(script: string, printed: string) {
  const fence = '```'
  const text = readFileSync(page, 'utf8')
  const at = text.indexOf(`${fence}sh\n${script}${fence}\n`) + script.length + 10
  const rest = text.slice(at).replace(/^\n```text\n.*?^```\n/ms, '')
  const shown = printed === '' ? '' : `\n${fence}text\n${printed}${fence}\n`
  writeFileSync(page, text.slice(0, at) + shown + rest)
}
