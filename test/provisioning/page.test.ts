// docs/provisioning.md, executed as it stands: all its commands in one shell, from the top.
import {spawn} from 'node:child_process'
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker} from '../../src/lib/practice-broker/start.ts'

const page = readFileSync(join(root, 'docs', 'provisioning.md'), 'utf8')
const script = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text).join('')

test('docs/provisioning.md', async () => {
  const broker = await startPracticeBroker()
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-provisioning-'))
  try {
    const shim = join(folder, 'kafkit')
    writeFileSync(shim, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin', 'dev.js')}' "$@"\n`)
    chmodSync(shim, 0o755)
    const child = spawn('bash', ['-e', '-c', script], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: [folder, dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
        KAFKIT_STATE_DIR: join(folder, 'state'),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code, text).toBe(0)
    expect(text.match(/^kafkit: no difference/gm), text).toHaveLength(1)
    expect(readFileSync(join(folder, 'comment.md'), 'utf8')).toContain('### kafkit plan: ')
    expect(script.match(/^kafkit /gm)?.length ?? 0).toBeGreaterThan(8)
  } finally {
    await broker.close()
    rmSync(folder, {recursive: true})
  }
}, 120_000)
