// Against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../../support/commands-at.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run, screen} = commandsAt(() => broker.bootstrapServers)
/** Of two partitions each. */
const make = async (...names: string[]) => {
  await run(`topics create ${names.join(' ')} --partitions 2`)
}
const exists = async (name: string) => (await run(`topics list ${name}`)).code === 0

test('topics delete refuses without a terminal, and shows what it would have deleted', async () => {
  await make('keep')
  expect(await screen('topics delete keep')).toMatchInlineSnapshot(`
    "! TOPIC  PARTITIONS  RECORDS
    ! keep            2        0
    ! kafkit: no visible group reads keep
    ! kafkit: Delete topic keep for good? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect(await exists('keep')).toBe(true)
})

test('topics delete asks on a terminal, and no is no', async () => {
  await make('asked')
  const no = await run('topics delete asked', {terminal: true, stdin: 'n\n'})
  expect(no.err).toContain('Delete topic asked for good? (y/N)')
  expect(no.err).toMatch(/nothing was deleted\n$/)
  expect({out: no.out, code: no.code}).toEqual({out: '', code: 1})
  expect(await exists('asked')).toBe(true)
  const yes = await run('topics delete asked', {terminal: true, stdin: 'y\n'})
  expect({out: yes.out, code: yes.code}).toEqual({out: 'asked deleted\n', code: 0})
  expect(await exists('asked')).toBe(false)
})

test('topics delete --yes does not ask', async () => {
  await make('gone-1', 'gone-2')
  expect(await screen('topics delete gone-1 gone-2 --yes')).toMatchInlineSnapshot(`
    "gone-1 deleted
    gone-2 deleted
    exit 0"
  `)
})

test('a topic that does not exist keeps the others from being deleted, unless --if-exists', async () => {
  await make('half')
  expect(await screen('topics delete half nowhere --yes')).toMatchInlineSnapshot(`
    "! kafkit: delete topic nowhere: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)
    ! kafkit: nothing was deleted
    exit 1"
  `)
  expect(await exists('half')).toBe(true)
  expect((await run('topics delete half nowhere --yes --if-exists')).out).toBe('half deleted\n')
})

test('topics delete --match --dry-run shows the topics with their number of records', async () => {
  await make('tmp-1', 'tmp-2')
  await run('produce tmp-1 -q', {stdin: 'a\nb\nc\n'})
  expect(await screen('topics delete --match ^tmp- --dry-run')).toMatchInlineSnapshot(`
    "TOPIC  PARTITIONS  RECORDS
    tmp-1           2        3
    tmp-2           2        0
    ! kafkit: no visible group reads tmp-1
    ! kafkit: no visible group reads tmp-2
    exit 0"
  `)
  expect(await exists('tmp-1')).toBe(true)
  const {out, code} = await run('topics delete --match ^tmp- --yes -o json')
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject([
    {name: 'tmp-1', status: 'deleted'},
    {name: 'tmp-2', status: 'deleted'},
  ])
  expect(await screen('topics delete --match ^tmp- --yes')).toMatchInlineSnapshot(`
    "! kafkit: there is nothing to delete
    exit 0"
  `)
})

test('topics delete --dry-run says which groups read each topic', async () => {
  await make('read-1', 'read-2')
  await run('groups reset-offsets billing --topic read-1 --to-earliest --execute --yes')
  await run('groups reset-offsets audit --topic read-1:1 --to-earliest --execute --yes')
  expect(await screen('topics delete read-1 read-2 --dry-run')).toMatchInlineSnapshot(`
    "TOPIC   PARTITIONS  RECORDS
    read-1           2        0
    read-2           2        0
    ! kafkit: groups audit and billing read read-1
    ! kafkit: no visible group reads read-2
    exit 0"
  `)
  const {out} = await run('topics delete read-1 read-2 --dry-run -o json')
  expect(JSON.parse(out)).toMatchObject([
    {name: 'read-1', readers: {groups: ['audit', 'billing'], complete: true}},
    {name: 'read-2', readers: {groups: [], complete: true}},
  ])
  expect((await run('topics delete read-1', {terminal: true, stdin: 'n\n'})).err).toContain(
    'groups audit and billing read read-1',
  )
  expect((await run('topics delete read-2 --yes')).err).not.toContain('read')
})
