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
      ! kafkit: no visible group reads tmp-1
      ! kafkit: no visible group reads tmp-2
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

describe('--topic of commands about groups takes patterns', () => {
  beforeAll(async () => {
    const all = '--topic orders-eu --topic orders-us --topic payments'
    await run(`groups reset-offsets ledger ${all} --to-earliest --execute`)
    await run('groups reset-offsets ledger-us --topic orders-us --to-earliest --execute')
  })

  test.each([
    ['lag ledger --by partition --topic orders-*', ['orders-eu', 'orders-us']],
    ['lag ledger --by partition --topic /^pay/,orders-us', ['orders-us', 'payments']],
    ['describe ledger --topic orders-*', ['orders-eu', 'orders-us']],
    ['peek ledger --topic /s$/', ['orders-us', 'payments']],
    ['peek ledger --topic /^(?:orders-us)$/:0', ['orders-us']],
    ['reset-offsets ledger --topic orders-* --to-latest', ['orders-eu', 'orders-us']],
    ['reset-offsets ledger --topic orders-*:0 --topic payments --to-latest', ['orders-eu', 'orders-us', 'payments']],
  ])('groups %s', async (line, topics) => {
    const {out, err} = await run(`groups ${line} -o template={topic}`)
    expect([...new Set(out.trim().split('\n'))].toSorted(), err).toEqual(topics)
  })

  test('a reset of several groups moves each only in topics that it has read', async () => {
    const {out, code} = await run(
      'groups reset-offsets /^ledger/ --topic orders-* --to-latest -o template={group}_{topic}',
    )
    expect(out).toBe('ledger_orders-eu\nledger_orders-us\nledger-us_orders-us\n')
    expect(code).toBe(0)
  })

  test.each([
    [
      'reset-offsets ledger --topic nothing-* --to-latest --execute',
      'nothing-*: no topic with a committed offset matches',
    ],
    ['delete-offsets ledger --topic nothing-* --yes', 'nothing-*: no topic with a committed offset matches'],
    ['peek ledger --topic nothing-*', 'none of the given groups reads nothing-*'],
  ])('groups %s fails, and says that nothing matches', async (line, text) => {
    const {err, code} = await run(`groups ${line}`)
    expect(err).toContain(text)
    expect(code).not.toBe(0)
  })

  test('groups lag of a pattern that no topic of the group matches is no OK, as with a name', async () => {
    expect(await screen('groups lag ledger --topic nothing-*')).toMatchInlineSnapshot(`
      "GROUP   STATE  #MEMBERS  #PARTITIONS  LAG  STATUS
      ledger  Empty         0            0    -  unknown
      ! kafkit: unknown: ledger: does not read topic nothing-*
      exit 1"
    `)
    expect((await run('groups lag ledger --topic nothing')).code).toBe(1)
    expect((await run('groups lag ledger --topic orders-*')).code).toBe(0)
  })

  test('groups delete-offsets shows what matches and asks', async () => {
    expect(await screen('groups delete-offsets ledger --topic orders-*')).toMatchInlineSnapshot(`
      "! TOPIC      PARTITION  CURRENT-OFFSET  LAG
      ! orders-eu          0               0    2
      ! orders-us          0               0    1
      ! kafkit: Delete 2 committed offsets of group ledger? There is no terminal to ask on; use --yes to confirm
      exit 2"
    `)
    const {out, code} = await run('groups delete-offsets ledger --topic orders-* --yes -o template={topic}')
    expect({out, code}).toEqual({out: 'orders-eu\norders-us\n', code: 0})
    expect((await run('groups describe ledger -o template={topic}')).out).toBe('payments\n')
  })
})

test('topics wait takes patterns; a pattern that matches nothing counts as gone, and not as ready', async () => {
  const withoutTimes = (text: string) => text.replaceAll(/after \d+(?:\.\d+)?m?s/g, 'after …')
  await run('topics create late-1 late-2 --partitions 1')
  const ready = await run('topics wait late-* /^pay/')
  expect(withoutTimes(ready.err)).toBe('late-1, late-2 and payments: known to every broker with all leaders after …\n')
  const there = await run('topics wait late-* --until gone --timeout 1ms --quiet')
  expect(withoutTimes(there.err)).toContain('late-2 is not gone after …: broker 1 still knows it')
  expect(there.code).toBe(3)
  await run('topics delete late-* --yes')
  expect((await run('topics wait late-* --until gone')).code).toBe(0)
  const never = await run('topics wait late-* --timeout 1ms --quiet')
  expect(withoutTimes(never.err)).toBe('kafkit: late-* is not ready after …: no topic matches\n')
  expect(never.code).toBe(3)
  // What a deletion by pattern does not reach is not waited for.
  await run('topics delete * --yes')
  expect((await run('topics wait * --until gone --timeout 10s')).code).toBe(0)
})
