// docs/provisioning.md, executed as it stands: all its commands in one shell, from the top, and the steps of its workflow.
import {spawn} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
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

interface Workflow {
  readonly on: {readonly push: {readonly branches: readonly string[]}}
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly steps: readonly {
          readonly run?: string
          readonly uses?: string
          readonly env?: Record<string, string>
        }[]
      }
    >
  >
}

test('the workflow of docs/provisioning.md: the comment shows what merging does, and merging does exactly that', async () => {
  const [, yaml = ''] = /^```yaml\n(# \.github\/workflows[\s\S]*?)^```$/m.exec(page) ?? []
  const workflow = parse(yaml) as Workflow
  const broker = await startPracticeBroker()
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-workflow-'))
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  const shim = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  shim('kafkit', `exec '${process.execPath}' '${join(root, 'bin', 'dev.js')}' "$@"`)
  // What is no program of ours: installing, and the forge.
  shim('npm', 'exit 0')
  shim(
    'gh',
    `[ "$1 $2 $3" = "pr comment 17" ] || exit 9; for last; do :; done; cp "$last" '${join(folder, 'posted.md')}'`,
  )
  const env = {
    ...process.env,
    PATH: [bin, dirname(process.execPath), process.env['PATH']].join(delimiter),
    KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
    KAFKIT_STATE_DIR: join(folder, 'state'),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
    GITHUB_BASE_REF: workflow.on.push.branches[0] ?? '',
  }
  async function shell(text: string, cwd: string, more: Record<string, string> = {}): Promise<string> {
    const child = spawn('bash', ['-e', '-c', text], {cwd, env: {...env, ...more}, stdio: ['ignore', 'pipe', 'pipe']})
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect(code, `${text}\n${said}`).toBe(0)
    return said
  }
  /** The steps of a job, each with its own environment, in a fresh clone of the branch. */
  async function job(name: string, branch: string, values: Record<string, string>): Promise<string> {
    const clone = join(folder, name, 'work')
    mkdirSync(join(folder, name))
    await shell(
      `git clone -q '${join(folder, 'origin')}' '${clone}' && git -C '${clone}' checkout -q ${branch}`,
      folder,
    )
    let said = ''
    for (const {run, env: own = {}} of workflow.jobs[name]?.steps ?? []) {
      if (run === undefined) continue
      const expressions = Object.entries(own).map(([key, text]) => [
        key,
        text.replaceAll(/\$\{\{ (.*?) \}\}/g, (whole, expression: string) => values[expression] ?? whole),
      ])
      said += await shell(run, clone, Object.fromEntries(expressions) as Record<string, string>)
    }
    return said
  }
  const topics = (text: string) =>
    `mkdir -p topics; printf '%s' 'kafkit: 1\ntopics: {${text}}' > topics/a.yaml; git add -A`
  try {
    const origin = join(folder, 'origin')
    mkdirSync(origin)
    await shell(
      `git init -q -b main; ${topics('kept: {partitions: 1}')}; git commit -qm one; ${'kafkit'} apply -f topics/ --yes`,
      origin,
    )
    const before = (await shell('git rev-parse HEAD', origin)).trim()
    await shell(
      `git checkout -qb change; ${topics('kept: {configs: {retention.ms: 8d}}, fresh: {partitions: 2}')}; git commit -qm two`,
      origin,
    )
    const values = {'github.event.number': '17', 'github.token': 'token', 'github.event.before': before}
    await job('check', 'change', values)
    const posted = join(folder, 'posted.md')
    expect(existsSync(posted)).toBe(true)
    expect(readFileSync(posted, 'utf8')).toMatch(
      /1 to create, 1 to change[\s\S]*topic `fresh`[\s\S]*topic `kept`[\s\S]*kafkit apply -f topics\/ --previous \.\.\/before\/topics`/,
    )
    // Nothing is done before the merge.
    expect(await shell('kafkit topics list -o name', origin)).toBe('kept\n')
    await shell('git checkout -q main; git merge -q change', origin)
    await job('apply', 'main', values)
    expect(await shell('kafkit topics list -o name', origin)).toBe('fresh\nkept\n')
    await shell('kafkit diff -f topics/', origin)
  } finally {
    await broker.close()
    rmSync(folder, {recursive: true})
  }
}, 180_000)
