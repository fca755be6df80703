// Configs on two real brokers: what we set, Apache's tool sees, and the reverse; who disagrees is found; docs/settings.md is
// executed as it stands.
import {spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {pageBlocks} from '../support/runbook.ts'

const root = join(import.meta.dirname, '../..')

describeWithKafka('configs on two brokers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-settings-'))
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 2})
    expect(await ours('topics create orders invoices --partitions 1')).toMatchObject({code: 0})
  }, 120_000)
  afterAll(async () => {
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const ours = (line: string) => kafkit([...line.split(' '), '-b', sandbox.bootstrapServers])
  const apache = async (line: string) => {
    const servers = ['--bootstrap-server', sandbox.bootstrapServers]
    const ran = await runKafkaTool('kafka.admin.ConfigCommand', [...servers, ...line.split(' ')])
    expect({...ran, stdout: '', stderr: ''}, ran.stdout + ran.stderr).toMatchObject({exitCode: 0})
    return ran.stdout
  }

  test('what we set and unset is what Apache shows', async () => {
    const line = 'configs set topic/orders retention.ms=2d cleanup.policy+=compact segment.bytes=512MiB --yes'
    expect(await ours(line)).toMatchObject({code: 0})
    const shown = await apache('--describe --topic orders')
    for (const each of ['retention.ms=172800000', 'cleanup.policy=delete,compact', 'segment.bytes=536870912'])
      expect(shown).toContain(`  ${each} sensitive=false`)
    expect(await ours('configs unset topic/orders retention.ms segment.bytes --yes')).toMatchObject({code: 0})
    const after = await apache('--describe --topic orders')
    expect(after).not.toContain('retention.ms=')
    expect(after).toContain('cleanup.policy=delete,compact')
  }, 60_000)

  test('what Apache sets on one broker makes the brokers disagree', async () => {
    await apache('--alter --broker 2 --add-config log.retention.ms=3600000')
    const {out, err, code} = await ours('configs explain topic/invoices retention.ms -o json')
    expect(code).toBe(0)
    expect(err).toContain('brokers disagree: 604800000 (7d) on 1, 3600000 (1h) on 2')
    const {effective, levels} = JSON.parse(out) as {
      effective: readonly unknown[]
      levels: readonly {source: string; name: string; value: string | null; countsFor: readonly number[]}[]
    }
    expect(effective).toEqual([
      {value: '604800000', brokers: [1]},
      {value: '3600000', brokers: [2]},
    ])
    expect(
      levels.filter(({countsFor}) => countsFor.length > 0).map(({source, name, value}) => [source, name, value]),
    ).toEqual([
      ['DYNAMIC_BROKER_CONFIG', 'log.retention.ms', '3600000'],
      ['DEFAULT_CONFIG', 'log.retention.hours', '168'],
    ])
    expect(await ours('configs unset broker/* log.retention.ms --yes')).toMatchObject({code: 0})
    expect((await ours('configs explain topic/invoices retention.ms')).err).toBe('')
  }, 60_000)

  test('docs/settings.md', () => {
    const commands = pageBlocks(readFileSync(join(root, 'docs/settings.md'), 'utf8'))
      .filter(({language}) => language === 'sh')
      .flatMap((block) => block.commands)
    expect(commands.length).toBeGreaterThan(25)
    const script = commands.map(({line}) => `${line}\necho "@ended $?"`).join('\n')
    const {stdout, stderr} = spawnSync('bash', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
      },
    })
    const ended = [...stdout.matchAll(/^@ended (\d+)$/gm)].map(([, code]) => Number(code))
    expect(
      commands.map(({line}, at) => `${line} → ${ended[at]}`),
      stderr,
    ).toEqual(commands.map(({line, code}) => `${line} → ${code}`))
  }, 120_000)
})
