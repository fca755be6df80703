// docs/runbooks.md, executed as it stands, in its order, by a shell with the built program on its PATH.
import {spawn} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {pageBlocks, type PageBlock} from '../support/runbook.ts'

const root = join(import.meta.dirname, '../..')
const blocks = pageBlocks(readFileSync(join(root, 'docs/runbooks.md'), 'utf8')).filter(
  ({commands}) => commands.length > 0,
)
/** What must be in the output, by heading. */
const shown: Readonly<Record<string, RegExp>> = {
  'Something to try it on': /^billing +Empty +0 +3 +600 /m,
  'Nagios, Icinga and their relatives': /^LAG OK - 1 group, lag 600 \|/m,
  'Prometheus: an endpoint': /^kafka_consumergroup_lag_sum\{consumergroup="billing",topic="orders"\} 600$/m,
  'Prometheus: the textfile collector': /^kafka_consumergroup_lag_sum\{consumergroup="billing",topic="orders"\} 600$/m,
}

describeWithKafka('docs/runbooks.md', () => {
  let sandbox: Sandbox
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-runbooks-'))
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
  })
  afterAll(async () => {
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  test('there is something to execute', () => {
    const lines = blocks.flatMap(({commands}) => commands.map(({line}) => line))
    expect(lines.length).toBeGreaterThan(40)
    expect(new Set(blocks.map(({language}) => language))).toEqual(new Set(['sh', 'crontab', 'nagios', 'yaml']))
    expect(Object.keys(shown).filter((title) => !blocks.some(({heading}) => heading === title))).toEqual([])
  })

  /** In one bash: each command, then a line that tells how it ended. */
  async function run({commands}: PageBlock): Promise<{text: string; ended: string[]}> {
    const script = commands.map(({line}) => (line.endsWith('&') ? line : `${line}\necho "@ended $?"`)).join('\n')
    const child = spawn('bash', ['-c', script], {
      cwd: folder,
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
        KAFKIT_STATE_DIR: join(folder, 'state'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const timer = setTimeout(() => child.kill('SIGKILL'), 120_000)
    await new Promise((resolve) => child.once('close', resolve))
    clearTimeout(timer)
    return {text, ended: [...text.matchAll(/^@ended (\d+)$/gm)].map(([, code]) => code ?? '')}
  }

  const texts: Record<string, string> = {}
  test.each(blocks.map((block, at) => ({title: `${block.heading} (${block.language} ${at + 1})`, block})))(
    '$title',
    async ({block}) => {
      const {text, ended} = await run(block)
      const foreground = block.commands.filter(({line}) => !line.endsWith('&'))
      expect(
        foreground.map(({line}, at) => `${line} → ${ended[at]}`),
        text,
      ).toEqual(foreground.map(({line, code}) => `${line} → ${code}`))
      texts[block.heading] = (texts[block.heading] ?? '') + text
    },
  )

  test.each(Object.entries(shown))('what is to be seen: %s', (heading, wanted) =>
    expect(texts[heading]).toMatch(wanted),
  )

  test('what the page says of the reset is so: forth, and back to the very offsets', async () => {
    const undo = JSON.parse(readFileSync(join(folder, 'undo.json'), 'utf8')) as object
    expect(JSON.stringify(undo)).toContain('"billing"')
    expect(readFileSync(join(folder, 'first-400'), 'utf8').trimEnd().split('\n').length).toBe(400)
    expect(readFileSync(join(folder, 'rest'), 'utf8').trimEnd().split('\n').length).toBe(600)
  })
})
