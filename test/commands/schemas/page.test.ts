// docs/schemas.md, executed as it stands, with practice registries and a practice broker. `npm test` builds first.
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {startPracticeRegistry, type PracticeRegistry} from '../../../src/lib/practice-registry/start.ts'
import {kafkit} from '../../support/cli.ts'
import {record} from '../../support/fake-registry.ts'
import {pageBlocks} from '../../support/runbook.ts'

const page = readFileSync(join(root, 'docs/schemas.md'), 'utf8')
const commands = pageBlocks(page).flatMap(({heading, commands: its}) => its.map((each) => ({heading, ...each})))

test('the page has commands', () => expect(commands.length).toBeGreaterThan(20))

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')))('docs/schemas.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-schemas-page-'))
  let broker: PracticeBroker
  let registry: PracticeRegistry
  let other: PracticeRegistry
  beforeAll(async () => {
    ;[broker, registry, other] = await Promise.all([
      startPracticeBroker(),
      startPracticeRegistry(),
      startPracticeRegistry(),
    ])
    const order = (fields: Readonly<Record<string, string>>) =>
      JSON.stringify({...(JSON.parse(record('Order', fields)) as object), namespace: 'shop'})
    writeFileSync(join(folder, 'order.avsc'), order({id: 'long'}))
    writeFileSync(join(folder, 'order-v2.avsc'), order({id: 'long', note: 'string?'}))
    writeFileSync(join(folder, 'order-v3.avsc'), order({id: 'long', total: 'double'}))
    writeFileSync(join(folder, 'payment.avsc'), record('Payment', {card: 'Card'}))
    mkdirSync(join(folder, 'schemas'))
    writeFileSync(join(folder, 'schemas', 'card.avsc'), record('Card', {number: 'string'}))
    await kafkit(['topics', 'create', 'orders', '-b', broker.bootstrapServers])
  })
  afterAll(async () => {
    await Promise.all([broker, registry, other].map((each) => each.close()))
    rmSync(folder, {recursive: true})
  })

  test.each(commands)('$heading: $line', async ({line, code}) => {
    const child = spawn('bash', ['-c', line], {
      cwd: folder,
      env: {
        ...process.env,
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
        KAFKIT_REGISTRY: registry.url,
        OTHER_REGISTRY: other.url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    const ended = await new Promise((resolve) => child.once('close', resolve))
    expect(ended, text).toBe(code)
    expect(text).not.toMatch(/this is a bug|\n +at /)
  })
})
