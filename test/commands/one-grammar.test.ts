// Names, patterns and regular expressions, wherever topics and groups are named.
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../support/commands-at.ts'

let broker: PracticeBroker
const {run, screen} = commandsAt(() => broker.bootstrapServers)
const commit = (group: string) => run(`groups reset-offsets ${group} --topic orders-eu --to-earliest --execute`)
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 1})
  await run('topics create orders-eu orders-us payments --partitions 1')
  for (const group of ['billing-eu', 'billing-us', 'oddity', 'shipping']) await commit(group)
  // A reset takes it for a pattern as long as there is no such group.
  await run('produce orders-eu -q', {stdin: 'one\n'})
  await run('consume orders-eu --group odd* --from-beginning --max-messages 1 -q')
})
afterAll(() => broker.close())

describe('topics list and describe', () => {
  test.each([
    ['orders-*', 'orders-eu\norders-us\n'],
    ['/s$/', 'orders-us\npayments\n'],
    ['payments orders-?s', 'orders-us\npayments\n'],
    ['--match ^orders-u', 'orders-us\n'],
  ])('topics list %s', async (selector, names) => {
    const {out, code} = await run(`topics list ${selector} -o name --exclude-internal`)
    expect({out, code}).toEqual({out: names, code: 0})
  })

  test('topics describe takes the same', async () => {
    const {out} = await run('topics describe orders-* -o jsonl --columns topic'.replaceAll("'", ''))
    expect(out).toBe('{"topic":"orders-eu"}\n{"topic":"orders-us"}\n')
  })

  test('by kafkajs too', async () => {
    expect((await run('topics list orders-* -o name --client kafkajs')).out).toBe('orders-eu\norders-us\n')
  })

  test('a pattern that nothing matches is said, and 1', async () => {
    expect(await screen('topics list nothing-* -o name')).toMatchInlineSnapshot(`
      "! kafkit: list topic nothing-*: no topic matches (UNKNOWN_TOPIC_OR_PARTITION)
      exit 1"
    `)
    expect(await screen('topics describe /nothing/')).toMatchInlineSnapshot(`
      "! kafkit: describe topic /nothing/: no topic matches (UNKNOWN_TOPIC_OR_PARTITION)
      exit 1"
    `)
    expect(await screen('topics describe nothing-* --if-exists')).toMatchInlineSnapshot(`"exit 0"`)
  })

  test('a name that Kafka does not allow is still refused', async () => {
    expect((await run('topics list or/ders')).err).toContain(`contains "/"`)
    expect((await run('topics create orders-*')).err).toContain(`contains "*"`)
  })
})

describe('groups list, describe and peek', () => {
  test.each([
    ['billing-*', 'billing-eu\nbilling-us\n'],
    ['/us$/ shipping', 'billing-us\nshipping\n'],
    // A literal name that exists wins over a pattern.
    ['odd*', 'odd*\n'],
    ['odd?*', 'odd*\noddity\n'],
  ])('groups list, describe and peek %s', async (selector, names) => {
    for (const command of ['list', 'describe', 'peek']) {
      const {out, err, code} = await run(`groups ${command} ${selector} -o name`)
      expect({command, out, code}, err).toEqual({command, out: names, code: 0})
    }
    expect((await run(`groups describe ${selector} --state -o name`)).out).toBe(names)
  })

  test.each(['list', 'describe', 'peek', 'describe --members'])(
    'groups %s of a pattern or a name that does not exist: said, and 1',
    async (command) => {
      const {err, code} = await run(`groups ${command} nothing-* nowhere billing-eu -o name`)
      expect(code).toBe(1)
      expect(err).toContain('group nothing-*: no group matches (GROUP_ID_NOT_FOUND)')
      expect(err).toContain('group nowhere: there is no such group (GROUP_ID_NOT_FOUND)')
    },
  )

  test('groups describe by kafkajs takes names only, and says so', async () => {
    expect((await run('groups describe billing-* --client kafkajs')).err).toContain('takes names only, not billing-*')
  })
})

describe('deletions show what matched and ask', () => {
  test('topics delete', async () => {
    await run('topics create tmp-1 tmp-2 --partitions 1')
    expect(await screen('topics delete tmp-*')).toMatchInlineSnapshot(`
      "! TOPIC  PARTITIONS  RECORDS
      ! tmp-1           1        0
      ! tmp-2           1        0
      ! kafkit: no group that may be seen reads tmp-1
      ! kafkit: no group that may be seen reads tmp-2
      ! kafkit: Delete these 2 topics for good? There is no terminal to ask on; use --yes to confirm
      exit 2"
    `)
    const no = await run('topics delete /^tmp-/', {terminal: true, stdin: 'n\n'})
    expect(no.err).toContain('Delete these 2 topics for good? (y/N)')
    expect((await run('topics delete tmp-* --yes')).out).toBe('tmp-1 deleted\ntmp-2 deleted\n')
  })

  test('topics delete of a pattern that nothing matches fails like a name that does not exist', async () => {
    expect(await screen('topics delete tmp-* --yes')).toMatchInlineSnapshot(`
      "! kafkit: delete topic tmp-*: no topic matches (UNKNOWN_TOPIC_OR_PARTITION)
      exit 1"
    `)
    expect(await screen('topics delete tmp-* --yes --if-exists')).toMatchInlineSnapshot(`
      "! kafkit: there is nothing to delete
      exit 0"
    `)
  })

  test("no pattern reaches Kafka's internal topics", async () => {
    expect((await run('topics list __consumer_offsets -o name')).out).toBe('__consumer_offsets\n')
    expect((await run('topics delete *  --dry-run -o name')).out).not.toContain('__consumer_offsets')
    expect((await run('topics delete /./ --dry-run -o name')).out).not.toContain('__consumer_offsets')
  })

  test('groups delete', async () => {
    await commit('tmp-1')
    await commit('tmp-2')
    expect(await screen('groups delete tmp-*')).toMatchInlineSnapshot(`
      "! GROUP  STATE  #MEMBERS  OFFSETS
      ! tmp-1  Empty         0        1
      ! tmp-2  Empty         0        1
      ! kafkit: Delete these 2 groups for good? There is no terminal to ask on; use --yes to confirm
      exit 2"
    `)
    expect((await run('groups delete /^tmp-/ --yes')).out).toBe('tmp-1 deleted\ntmp-2 deleted\n')
    expect(await screen('groups delete tmp-* --yes')).toMatchInlineSnapshot(`
      "! kafkit: delete group tmp-*: no group matches (GROUP_ID_NOT_FOUND)
      exit 1"
    `)
    expect((await run('groups delete odd* --dry-run -o name')).out).toBe('odd*\n')
  })
})

test('consume reads the topics that a pattern matches', async () => {
  await run('produce orders-eu -q', {stdin: 'eu\n'})
  await run('produce orders-us -q', {stdin: 'us\n'})
  await run('produce payments -q', {stdin: 'paid\n'})
  const read = async (selector: string) =>
    (await run(`consume ${selector} --from-beginning --until-end -q`)).out.split('\n').toSorted().join(' ').trim()
  expect(await read('orders-*')).toBe('eu one us')
  expect(await read('/-us$/ payments')).toBe('paid us')
})
