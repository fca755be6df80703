// groups watch and groups top, in a pipe and on a fake terminal.
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {main} from '../../../src/main.ts'
import {ctrlC, kafkit, program, testIo} from '../../support/cli.ts'
import {fakeCluster, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupServices, logServices, type FakeGroup} from '../../support/fake-groups.ts'

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
const ends: Record<string, readonly [number, number]> = {'orders-0': [10, 100], 'orders-1': [0, 20]}
beforeEach(async () => {
  groups = {
    billing: {members: {m: ['orders-0']}, committed: {'orders-0': 90, 'orders-1': 15}},
    audit: {state: 'Empty', committed: {'orders-0': 100}},
  }
  cluster = await fakeCluster(
    {nodes: 1, topics: {orders: 2}},
    ...groupServices(() => cluster.nodes, groups),
    logServices(ends),
  )
})
afterEach(() => cluster.close())

describe('in a pipe', () => {
  /** A clock that advances ten seconds every time it is read. */
  const clock = () => {
    let now = Date.UTC(2026, 2, 1, 12)
    return () => (now += 10_000)
  }
  const run = (line: string) =>
    kafkit([...line.split(' '), '-b', cluster.bootstrapServers, '--interval', '1ms', '--no-age'], {now: clock()})

  test('watch prints a line for each row at every look', async () => {
    const {out, code} = await run('groups watch billing --count 2')
    expect([code, out]).toMatchInlineSnapshot(`
      [
        0,
        "2026-03-01T12:00:10.000Z  billing  orders-0  Stable  lag 10  age -  in -  out -  eta -
      2026-03-01T12:00:10.000Z  billing  orders-1  Stable  lag 5  age -  in -  out -  eta -
      2026-03-01T12:00:20.000Z  billing  orders-0  Stable  lag 10  age -  in 0/s  out 0/s  eta never
      2026-03-01T12:00:20.000Z  billing  orders-1  Stable  lag 5  age -  in 0/s  out 0/s  eta never
      ",
      ]
    `)
  })
  test('top shows all groups', async () => {
    const {out, code} = await run('groups top --count 1')
    expect(code).toBe(0)
    expect(out.split('\n').map((line) => line.split('  ').slice(1, 4).join(' '))).toEqual([
      'audit Empty lag 0',
      'billing Stable lag 15',
      '',
    ])
  })
  test('watch reports a missing group at every look, and keeps looking for it', async () => {
    const {err, code} = await run('groups watch nope billing --count 2')
    expect([code, err.match(/nope/g)?.length]).toEqual([1, 2])
  })
  test('watch fails if the first look fails, because an address may be wrong', async () => {
    await cluster.stop(1)
    expect((await run('groups watch billing --count 2')).code).toBe(1)
  })
})

describe('on a terminal', () => {
  function start(line: string, columns = 100) {
    const {signal, press} = ctrlC()
    const {io, text} = testIo({terminal: true, columns, interrupt: signal, now: Date.now})
    const argv = [...line.split(' '), '-b', cluster.bootstrapServers, '--interval', '20ms', '--no-age']
    const done = main(argv, program, io)
    /** What is on the screen: everything since the cursor last went to the upper left corner. */
    const screen = () => (text().out.split('\x1b[H').at(-1) ?? '').replaceAll('\x1b[K', '').replaceAll('\r', '')
    return {done, press, screen, out: () => text().out, type: (keys: string) => void io.stdin.push(keys)}
  }

  test('top draws rows, obeys keys, and leaves the terminal as it was', async () => {
    const {done, screen, type, out} = start('groups top')
    await expect.poll(screen).toMatch(/^billing +Stable +1 +15 /m)
    expect(out().startsWith('\x1b[?1049h')).toBe(true)
    type('/aud')
    await expect.poll(screen).not.toMatch(/^billing/m)
    type('\r')
    await expect.poll(screen).toContain('/ filter "aud"')
    groups['audit'] = {state: 'Empty', committed: {'orders-0': 40}}
    await expect.poll(screen).toMatch(/^audit +Empty +0 +60 /m)
    type('q')
    expect(await done).toBe(0)
    expect(out().endsWith('\x1b[?1049l')).toBe(true)
  })

  test('LAG is off the screen at 80 columns with a long group name; one group needs no GROUP column', async () => {
    const long = `billing-${'x'.repeat(57)}`
    groups[long] = {members: {m: ['orders-0']}, committed: {'orders-0': 90}}
    const all = start('groups top', 80)
    await expect.poll(all.screen).toMatch(/^GROUP .*LAG↓.*AGE$/m)
    expect(all.screen()).toMatch(/^billing-x+…x+ .* 10 .*-$/m)
    all.type('q')
    expect(await all.done).toBe(0)
    const one = start(`groups watch ${long}`, 80)
    await expect.poll(one.screen).toMatch(/^PARTITION +STATE/m)
    one.type('q')
    await one.done
  })
  test('the filter does not change the header’s sums, and its time has no zone', async () => {
    const {done, screen, type} = start('groups top')
    await expect.poll(screen).toMatch(/^all groups {2}\d\d:\d\d:\d\d \S+ {2}2 rows, lag 15$/m)
    type('/aud\r')
    await expect.poll(screen).toMatch(/ {2}1 row, lag 0$/m)
    type('q')
    expect(await done).toBe(0)
  })

  test('watch keeps the rows while brokers are away, and continues when they are back', async () => {
    const {done, screen, press} = start('groups watch billing --by group')
    await expect.poll(screen).toMatch(/^billing +Stable +1 +15 /m)
    await cluster.stop(1)
    await expect.poll(screen, {timeout: 20_000}).toMatch(/no answer for|127\.0\.0\.1:\d+ /)
    expect(screen()).toMatch(/^billing +Stable +1 +15 /m)
    await cluster.start(1)
    groups['billing'] = {members: {m: ['orders-0']}, committed: {'orders-0': 95, 'orders-1': 20}}
    await expect.poll(screen, {timeout: 20_000}).toMatch(/^billing +Stable +1 +5 /m)
    press()
    expect(await done).toBe(130)
  })
})
