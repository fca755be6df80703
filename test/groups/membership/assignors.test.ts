// Apache's own decisions for 250 random groups (test/fixtures/ApacheAssignments.java, kafka-clients 4.3.1) against ours.
import {readFileSync} from 'node:fs'
import {describe, expect, test} from 'vitest'
import type {TopicPartition} from '../../../src/lib/cluster/fan-out.ts'
import {UsageError} from '../../../src/lib/cluster/errors.ts'
import {keyOf, type GroupAssignment, type Assignor, type Member} from '../../../src/lib/groups/membership/assignor.ts'
import {assignorsNamed} from '../../../src/lib/groups/membership/assignors.ts'
import {cooperativeSticky} from '../../../src/lib/groups/membership/cooperative-sticky.ts'
import {range} from '../../../src/lib/groups/membership/range.ts'
import {roundRobin} from '../../../src/lib/groups/membership/round-robin.ts'

interface Recorded {
  topics: Record<string, number>
  racks?: Record<string, string[]>
  members: {id: string; instance?: string; rack?: string; topics: string[]; owned?: string; generation?: number}[]
  range: string[]
  roundrobin: string[]
  goal: string[]
  cooperativeSticky: string[]
}
const cases = readFileSync(new URL('../../fixtures/apache-assignments.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

/** 'orders:0,1;payments:2' */
const parse = (text = ''): TopicPartition[] =>
  text
    .split(';')
    .filter(Boolean)
    .flatMap((part) => {
      const [topic = '', partitions = ''] = part.split(':')
      return partitions.split(',').map((partition) => ({topic, partition: Number(partition)}))
    })
const text = (partitions: readonly TopicPartition[] = []) =>
  [...Map.groupBy(partitions, ({topic}) => topic)]
    .map(([topic, some]) => `${topic}:${some.map(({partition}) => partition).join(',')}`)
    .join(';')

const member = (id: string, topics: string[], owned = '', generation = -1): Member => ({
  id,
  instanceId: null,
  rackId: null,
  topics,
  owned: parse(owned),
  generation,
})
const membersOf = (recorded: Recorded): Member[] =>
  recorded.members.map(({id, topics, owned, generation, instance = null, rack = null}) => ({
    ...member(id, topics, owned, generation),
    instanceId: instance,
    rackId: rack,
  }))
const layoutOf = ({topics, racks}: Pick<Recorded, 'topics' | 'racks'>) =>
  new Map(
    Object.entries(topics)
      .filter(([, count]) => count > 0)
      .map(([topic, count]): [string, string[][]] => [
        topic,
        Array.from({length: count}, (_, partition) => (racks?.[topic]?.[partition] ?? '').split('')),
      ]),
  )
const textsOf = (assignment: GroupAssignment, recorded: Recorded) =>
  recorded.members.map(({id}) => text(assignment.get(id)))
const decide = (assignor: Assignor, members: Member[], topics: Record<string, number>) =>
  Object.fromEntries([...assignor.assign(members, layoutOf({topics}))].map(([id, some]) => [id, text(some)]))

describe('the same as Apache', () => {
  test('the fixture has what matters: racks, static members, different subscriptions, topics that do not exist', () => {
    expect(cases).toHaveLength(250)
    const count = (has: (recorded: Recorded) => unknown) => cases.filter(has).length
    expect(count(({racks}) => racks)).toBeGreaterThan(10)
    expect(count(({members}) => members.some(({instance}) => instance))).toBeGreaterThan(100)
    expect(count(({members}) => new Set(members.map(({topics}) => topics.toSorted().join())).size > 1)).toBeGreaterThan(
      100,
    )
    expect(count(({topics}) => Object.values(topics).includes(0))).toBeGreaterThan(20)
    expect(count(({cooperativeSticky, goal}) => cooperativeSticky.join() !== goal.join())).toBeGreaterThan(50)
  })

  test.each([
    ['range', range],
    ['roundrobin', roundRobin],
  ] as const)('%s', (name, assignor) => {
    for (const recorded of cases) {
      const ours = assignor.assign(membersOf(recorded), layoutOf(recorded))
      expect(textsOf(ours, recorded), JSON.stringify(recorded)).toEqual(recorded[name])
    }
  })

  test('a rack that no replica is in changes nothing', () => {
    const members = [{...member('a', ['t']), rackId: 'nowhere'}, member('b', ['t'])]
    expect(text(range.assign(members, new Map([['t', [['x'], ['x'], ['x']]]])).get('a'))).toBe('t:0,1')
  })
})

describe('cooperative-sticky', () => {
  /** Partitions, by member, after as many rounds as it takes; every member joins again with what it has. */
  const settle = (members: Member[], recorded: Recorded) => {
    let now = members
    for (let round = 0; round < 5; round++) {
      const decided = cooperativeSticky.assign(now, layoutOf(recorded))
      const next = now.map((each) => ({...each, owned: decided.get(each.id) ?? [], generation: 1000 + round}))
      if (next.every(({owned}, at) => text(owned) === text(now[at]?.owned))) return decided
      now = next
    }
    throw new Error(`never settles: ${JSON.stringify(recorded)}`)
  }
  /** The lower the more even, whatever the number of members. */
  const unevenness = (assignment: readonly (readonly TopicPartition[])[]) =>
    assignment.reduce((sum, {length}) => sum + length * length, 0)
  const newest = (members: Member[]) => Math.max(...members.map(({generation}) => generation))
  const kept = (members: Member[], assignment: readonly (readonly TopicPartition[])[]) =>
    members.reduce((sum, {owned, generation}, at) => {
      const mine = new Set(assignment[at]?.map(keyOf))
      return sum + (generation === newest(members) ? owned.filter((each) => mine.has(keyOf(each))).length : 0)
    }, 0)
  /** A bug of Apache's: after a change of subscription it may give what the member does not read. */
  const sane = ({members, goal}: Recorded) =>
    members.every(({topics}, at) => parse(goal[at]).every(({topic}) => topics.includes(topic)))

  test('gives every partition to one member that reads it, and to nobody what another still reads', () => {
    for (const recorded of cases) {
      const members = membersOf(recorded)
      const decided = cooperativeSticky.assign(members, layoutOf(recorded))
      const given = [...decided.values()].flat().map(keyOf)
      expect(new Set(given).size, JSON.stringify(recorded)).toBe(given.length)
      for (const {id, topics, owned} of members)
        for (const each of decided.get(id) ?? []) {
          expect(topics).toContain(each.topic)
          if (owned.some((mine) => keyOf(mine) === keyOf(each))) continue
          const reading = members.filter((other) => other.owned.some((theirs) => keyOf(theirs) === keyOf(each)))
          expect(reading, JSON.stringify(recorded)).toEqual([])
        }
    }
  })

  test('at least as even as Apache, and as sticky where it is as even', () => {
    const compared = {evener: 0, stickier: 0, equal: 0, insane: 0}
    for (const recorded of cases) {
      const members = membersOf(recorded)
      const settled = settle(members, recorded)
      const ours = members.map(({id}) => settled.get(id) ?? [])
      const theirs = recorded.goal.map(parse)
      if (!sane(recorded)) compared.insane++
      else {
        const said = JSON.stringify(recorded)
        expect(ours.flat().length, said).toBe(theirs.flat().length)
        expect(unevenness(ours), said).toBeLessThanOrEqual(unevenness(theirs))
        if (unevenness(ours) < unevenness(theirs)) compared.evener++
        else {
          expect(kept(members, ours), said).toBeGreaterThanOrEqual(kept(members, theirs))
          if (kept(members, ours) > kept(members, theirs)) compared.stickier++
          else compared.equal++
        }
      }
    }
    expect(compared.insane).toBeLessThan(5)
    expect(compared.evener + compared.stickier).toBeGreaterThan(0)
    expect(compared.equal).toBeGreaterThan(200)
  })

  test('what moves belongs to nobody for one round', () => {
    const before = [member('a', ['t'], 't:0,1,2,3', 4), member('b', ['t'])]
    const first = decide(cooperativeSticky, before, {t: 4})
    expect(first).toEqual({a: 't:0,1', b: ''})
    const after = [member('a', ['t'], first['a'], 5), member('b', ['t'], first['b'], 5)]
    expect(decide(cooperativeSticky, after, {t: 4})).toEqual({a: 't:0,1', b: 't:2,3'})
  })

  test('a member of an older generation is not believed, and what it reads is not given away yet', () => {
    const members = [member('a', ['t'], 't:0,1', 7), member('late', ['t'], 't:1,2', 6), member('new', ['t'])]
    expect(decide(cooperativeSticky, members, {t: 3})).toEqual({a: 't:0', late: 't:2', new: ''})
  })

  test('two members of one generation that claim the same partition both let go of it', () => {
    const members = [member('a', ['t'], 't:0', 7), member('b', ['t'], 't:0', 7)]
    expect(decide(cooperativeSticky, members, {t: 1})).toEqual({a: '', b: ''})
  })

  test('load is passed on over members with other subscriptions', () => {
    // a has too much of x, which only b may take; b passes y on to c.
    const members = [member('a', ['x'], 'x:0,1,2', 1), member('b', ['x', 'y'], 'y:0,1', 1), member('c', ['y'], '', 1)]
    expect(decide(cooperativeSticky, members, {x: 3, y: 2})).toEqual({a: 'x:0,1', b: 'y:0', c: ''})
  })

  test('a member that reads a topic no longer gives it up', () => {
    const members = [member('a', ['t'], 't:0;gone:0,1', 3), member('b', ['gone'], '', 3)]
    expect(decide(cooperativeSticky, members, {t: 1, gone: 2})).toEqual({a: 't:0', b: ''})
  })
})

test('assignors are found by name, in the order given', () => {
  expect(assignorsNamed(['cooperative-sticky', 'range']).map(({name}) => name)).toEqual(['cooperative-sticky', 'range'])
  expect(() => assignorsNamed(['best'])).toThrow(UsageError)
  expect(() => assignorsNamed(['best'])).toThrow(
    "unknown assignor 'best'; there are range, roundrobin, sticky, cooperative-sticky",
  )
  expect(() => assignorsNamed([])).toThrow('name at least one assignor')
})
