// Scenes between the members of a group, which run the same way with every broker.
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {JoinGroup} from '../../../src/lib/apis/join-group.ts'
import {coordinated} from './asked.ts'
import {becomes, Member, stateOf, subscription} from './group-member.ts'
import type {Interview} from './interview.ts'

type Scene = (to: Interview) => Promise<void>

/** Needs group.min.session.timeout.ms of 100 and group.max.size of 3. */
export async function groupScenes(to: Interview): Promise<void> {
  const groups = [
    'coming',
    'slow',
    'silent',
    'half',
    'never',
    'expect',
    'patient',
    'nosync',
    'headless',
    'votes',
    'static',
    'away',
    'old',
    'full',
  ]
  await coordinated(to, ...groups)
  for (const scene of scenes) await scene(to)
}

const member = async (to: Interview, name: string, group: string, instance: string | null = null, version = 9) =>
  new Member(to, await to.connect(), name, group, instance, version)

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Member a leads, and both have their assignments. */
async function pair(to: Interview, group: string, a: Member, b: Member, joining = {}) {
  await a.join(undefined, joining)
  await a.sync(undefined, [a])
  const joins = b.join(undefined, joining)
  await becomes(to, group, 'PreparingRebalance', 2)
  await a.join(undefined, joining)
  await joins
  const syncs = b.sync(undefined)
  await a.sync(undefined, [a, b])
  await syncs
}

const comingAndGoing: Scene = async (to) => {
  const group = 'coming'
  const [a, b, c] = [await member(to, 'A', group), await member(to, 'B', group), await member(to, 'C', group)]
  await a.join('is the first')
  await a.sync('assigns itself', [a])
  const joins = b.join('joins')
  await becomes(to, group, 'PreparingRebalance', 2)
  await a.beat('while B joins')
  await a.sync('asks while B joins', [a])
  await to.ask('while B joins', DescribeGroups, 5, {groups: [group]})
  await a.join('joins again')
  await joins
  await b.beat('before the assignment')
  const syncs = b.sync('waits for its assignment')
  await a.sync('assigns both', [a, b])
  await syncs
  await to.ask('of two', DescribeGroups, 5, {groups: [group]})
  await b.join('follower joins again with the same')
  await a.beat('undisturbed')
  const changes = b.join('has news', {news: ', with news'})
  await becomes(to, group, 'PreparingRebalance', 2)
  await a.beat('while B has news')
  await a.join('joins again')
  await changes
  const third = c.join('joins')
  await becomes(to, group, 'PreparingRebalance', 3)
  await b.sync('asks while C joins')
  const again = b.join('joins again', {news: ', with news'})
  await a.join('joins again')
  await Promise.all([again, third])
  const waiting = [b.sync('waits'), c.sync('waits and is forgotten')]
  await a.sync('forgets C', [a, b])
  await Promise.all(waiting)
  await b.leave('leaves')
  for (const each of [a, b, c]) await each.beat('after B left')
  const back = c.join('joins again')
  await a.join('joins again')
  await back
  const inVain = c.sync('waits in vain')
  await a.leave('leaves before it has assigned')
  await inVain
  await c.join('leads now')
  await c.sync('assigns itself', [c])
  await to.ask('of one', DescribeGroups, 5, {groups: [group]})
}

const tooSlow: Scene = async (to) => {
  const [a, b] = [await member(to, 'A', 'slow'), await member(to, 'B', 'slow')]
  await a.join(undefined, {rebalanceTimeoutMs: 300})
  await a.sync(undefined, [a])
  await b.join('joins while A sleeps', {rebalanceTimeoutMs: 300})
  await a.beat('too late')
  await a.sync('asks too late')
  await b.sync('assigns itself', [b])
  await a.join('is not known any more')
  to.note('slow is', await stateOf(to, 'slow'))
}

const silence: Scene = async (to) => {
  const a = await member(to, 'A', 'silent')
  await a.join(undefined, {sessionTimeoutMs: 200})
  await a.sync(undefined, [a])
  await becomes(to, 'silent', 'Empty', 0)
  await a.beat('after its session')
  await a.join('comes back as who it was')
  const [x, y] = [await member(to, 'X', 'half'), await member(to, 'Y', 'half')]
  await x.join(undefined)
  await x.sync(undefined, [x])
  const joins = y.join(undefined, {sessionTimeoutMs: 500})
  await becomes(to, 'half', 'PreparingRebalance', 2)
  await x.join(undefined)
  await joins
  const syncs = y.sync(undefined)
  await x.sync(undefined, [x, y])
  await syncs
  await becomes(to, 'half', 'PreparingRebalance', 1)
  await x.beat('after Y fell silent')
  await x.join('goes on alone')
}

const neverCame: Scene = async (to) => {
  const a = await member(to, 'A', 'never')
  const request = {
    groupId: 'never',
    sessionTimeoutMs: 500,
    rebalanceTimeoutMs: 1000,
    memberId: '',
    protocolType: 'consumer',
  }
  const protocols = [{name: 'range', metadata: subscription('')}]
  await to.quietly(JoinGroup, 9, {...request, protocols})
  await a.join('waits for one who asked for an id')
  await a.sync('assigns itself', [a])
  await a.beat('undisturbed')
}

const expected: Scene = async (to) => {
  const [a, b, c] = [await member(to, 'A', 'expect'), await member(to, 'B', 'expect'), await member(to, 'C', 'expect')]
  await a.join(undefined)
  await a.sync(undefined, [a])
  const protocols = [{name: 'range', metadata: subscription('of C')}]
  const request = {
    groupId: 'expect',
    sessionTimeoutMs: 60_000,
    rebalanceTimeoutMs: 60_000,
    protocolType: 'consumer',
    protocols,
  }
  const {memberId} = await to.quietly(JoinGroup, 9, {...request, memberId: ''})
  c.known(memberId)
  const joins = b.join('joins')
  await becomes(to, 'expect', 'PreparingRebalance', 2)
  const leads = a.join('hears of C too, who has but an id when A joins')
  await pause(100)
  await c.join('joins with its id')
  await Promise.all([joins, leads])
}

const patient: Scene = async (to) => {
  const [a, b, c] = [
    await member(to, 'A', 'patient'),
    await member(to, 'B', 'patient'),
    await member(to, 'C', 'patient'),
  ]
  await pair(to, 'patient', a, b, {sessionTimeoutMs: 60_000})
  const third = c.join(undefined)
  await becomes(to, 'patient', 'PreparingRebalance', 3)
  const waits = a.join('need not heartbeat while it waits', {sessionTimeoutMs: 200})
  await pause(600)
  await b.join(undefined)
  await Promise.all([waits, third])
}

const noSync: Scene = async (to) => {
  const [a, b] = [await member(to, 'A', 'nosync'), await member(to, 'B', 'nosync')]
  await a.join(undefined, {rebalanceTimeoutMs: 500})
  await a.sync(undefined, [a])
  const joins = b.join(undefined, {rebalanceTimeoutMs: 500})
  await becomes(to, 'nosync', 'PreparingRebalance', 2)
  await a.join(undefined, {rebalanceTimeoutMs: 500})
  await joins
  await a.sync('assigns both', [a, b])
  await becomes(to, 'nosync', 'PreparingRebalance', 1)
  await a.beat('after B did not ask for its assignment')
  await b.beat('too late')
}

const noLeader: Scene = async (to) => {
  const [a, b] = [await member(to, 'A', 'headless'), await member(to, 'B', 'headless')]
  await a.join(undefined, {rebalanceTimeoutMs: 500})
  await a.sync(undefined, [a])
  const joins = b.join(undefined, {rebalanceTimeoutMs: 500})
  await becomes(to, 'headless', 'PreparingRebalance', 2)
  await a.join(undefined, {rebalanceTimeoutMs: 500})
  await joins
  await b.sync('waits for a leader that does not assign')
  await a.beat('too late')
  await b.join('leads now', {rebalanceTimeoutMs: 500})
}

const votes: Scene = async (to) => {
  const group = 'votes'
  const [a, b, c] = [await member(to, 'A', group), await member(to, 'B', group), await member(to, 'C', group)]
  await a.join(undefined, {protocols: ['range', 'roundrobin', 'x']})
  const joins = [
    b.join(undefined, {protocols: ['roundrobin', 'range']}),
    c.join(undefined, {protocols: ['roundrobin', 'y', 'range']}),
  ]
  await becomes(to, group, 'PreparingRebalance', 3)
  await a.join('hears which protocol most want', {protocols: ['range', 'roundrobin', 'x']})
  await Promise.all(joins)
  await (await member(to, 'D', group)).join('has no protocol that all have', {protocols: ['x', 'y']})
}

const staticMembers: Scene = async (to) => {
  const group = 'static'
  const named = (name: string, instance: string, version = 9) => member(to, name, group, instance, version)
  const [a, b] = [await named('A', 'one'), await named('B', 'two')]
  await pair(to, group, a, b)
  const b2 = await named('B2', 'two')
  await b2.join('takes the place of B')
  await b2.sync('has the assignment of B')
  await b.beat('fenced')
  await b.join('fenced')
  await b.sync('fenced')
  await b.leave('fenced')
  await a.beat('undisturbed')
  const a2 = await named('A2', 'one')
  await a2.join('takes the place of the leader')
  await a2.sync('has the assignment of A')
  const a3 = await named('A3', 'one', 5)
  await a3.join('takes its place and cannot be told to skip the assignment')
  await a3.sync('has the assignment of A')
  await (await named('B3', 'two')).join('has no protocol that all have', {protocols: ['roundrobin']})
  const joins = b2.join('is fenced while it joins', {news: ', with news'})
  await becomes(to, group, 'PreparingRebalance', 2)
  const b4 = await named('B4', 'two')
  const again = b4.join('takes the place of one who joins')
  await joins
  const a4 = await named('A4', 'one', 9)
  const lead = a4.join(undefined)
  await Promise.all([again, lead])
  const syncs = b4.sync('is fenced while it waits for its assignment')
  await pause(50)
  const b5 = await named('B5', 'two')
  const last = b5.join('takes the place of one who waits')
  await syncs
  await a4.beat('while B5 joins')
  await a4.join(undefined)
  await last
  to.note(`${group} is`, await stateOf(to, group))
}

const staticAway: Scene = async (to) => {
  const [a, b] = [await member(to, 'A', 'away', 'one'), await member(to, 'B', 'away')]
  await a.join(undefined, {rebalanceTimeoutMs: 300})
  await a.sync(undefined, [a])
  await b.join('joins beside a static member that is away', {rebalanceTimeoutMs: 300})
  await b.sync('assigns both', [a, b])
  await to.ask('with one away', DescribeGroups, 5, {groups: ['away']})
  await a.beat('with an old generation')
}

const ofOld: Scene = async (to) => {
  const [a, b] = [await member(to, 'A', 'old', null, 3), await member(to, 'B', 'old', null, 0)]
  await a.join('joins in version 3')
  const joins = b.join('joins in version 0')
  await becomes(to, 'old', 'PreparingRebalance', 2)
  await a.join(undefined)
  await joins
}

const tooMany: Scene = async (to) => {
  const members = await Promise.all(['A', 'B', 'C', 'D'].map((name) => member(to, name, 'full')))
  const [a, b, c, d] = members as [Member, Member, Member, Member]
  await a.join(undefined)
  const joins = [b.join(undefined), c.join(undefined)]
  await becomes(to, 'full', 'PreparingRebalance', 3)
  await a.join(undefined)
  await Promise.all(joins)
  await d.join('is one too many')
}

const scenes: readonly Scene[] = [
  comingAndGoing,
  tooSlow,
  silence,
  neverCame,
  expected,
  patient,
  noSync,
  noLeader,
  votes,
  staticMembers,
  staticAway,
  ofOld,
  tooMany,
]
