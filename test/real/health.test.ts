// docs/health.md, executed as it stands, and what a real cluster shows.
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {checkIds} from '../../src/lib/health/health.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {pageBlocks} from '../support/runbook.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/health.md'), 'utf8')
const blocks = pageBlocks(page).filter(({commands}) => commands.length > 0)

test('docs/health.md names every check', () => {
  const named = [...page.matchAll(/^\| `([a-z-]+)` /gm)].map(([, id]) => id)
  expect(named).toEqual(checkIds)
})

describeWithKafka('docs/health.md', () => {
  let sandbox: Sandbox
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-health-'))
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
  })
  afterAll(async () => {
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  test.each(blocks.flatMap(({heading, commands}) => commands.map(({line, code}) => ({heading, line, code}))))(
    '$heading: $line',
    async ({line, code}) => {
      const child = spawn('bash', ['-c', line], {
        cwd: folder,
        env: {
          ...process.env,
          PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
          KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
      const ended = await new Promise((resolve) => child.once('close', resolve))
      // The disk of the machine that runs the tests is what it is.
      if (line === 'kafkit health') expect([0, 3], text).toContain(ended)
      else expect(ended, text).toBe(code)
      expect(text).not.toMatch(/^\S+ +unknown /m)
    },
  )

  test('every check can look at a real cluster', async () => {
    const {out} = await kafkit(['health', '-o', 'json', '--sample', '100ms', '-b', sandbox.bootstrapServers], {
      now: () => Date.now(),
    })
    const {checks} = JSON.parse(out) as {checks: {check: string; state: string}[]}
    const states = Object.fromEntries(checks.map(({check, state}) => [check, state]))
    expect(Object.keys(states)).toEqual(checkIds)
    expect(checks.filter(({state}) => state === 'unknown')).toEqual([])
    expect(checks.filter(({state}) => state === 'skipped').map(({check}) => check)).toEqual(['certificates'])
    expect(states['clock']).toBe('ok')
    expect(states['quorum']).toBe('ok')
  })
})
