// The cluster answers as Kafka 4.3's controller does: voters count from the moment at which they are written down.
import {expect, test} from 'vitest'
import {AddRaftVoter} from '../../../src/lib/apis/add-raft-voter.ts'
import {RemoveRaftVoter} from '../../../src/lib/apis/remove-raft-voter.ts'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, type FakeVoter, type Operations} from '../../support/fake-operations.ts'

const directory = (id: number) => `AAAAAAAAAAAAAAAAAAAA${id}A`
const node = (id: number, silentMs = 0): FakeVoter => ({id, silentMs, lag: 0, directoryId: directory(id)})
const scene = (voters: FakeVoter[], observers: FakeVoter[] = []) =>
  operations({quorum: {leader: 1, voters, observers, now: () => 1e12}})

async function run(state: Operations, line: string): Promise<string> {
  await using fake = await fakeOperations(state)
  const text = await shown(['quorum', ...line.split(' '), '-b', fake.bootstrapServers])
  const sent = [...fake.asked(AddRaftVoter), ...fake.asked(RemoveRaftVoter)].length
  return `${text.replaceAll(/--bootstrap-server \S+/g, '…')}\n${sent} changes`
}

test('add-controller shows the majority before and after, and prints the undo command', async () => {
  const state = scene([node(1), node(2), node(3)], [node(4)])
  expect(await run(state, 'add-controller 4 --endpoint c4:9093 --yes')).toMatchInlineSnapshot(`
    "CONTROLLER  DIRECTORY-ID            ENDPOINTS             VOTERS  NEEDED  IN-REACH  VOTERS-THEN  NEEDED-THEN  IN-REACH-THEN  STATUS
             4  AAAAAAAAAAAAAAAAAAAA4A  CONTROLLER://c4:9093       3       2         3            4            3              4  added
    ! kafkit: to undo this: kafkit quorum remove-controller 4 --directory-id AAAAAAAAAAAAAAAAAAAA4A
    exit 0
    1 changes"
  `)
  expect(state.quorum?.voters.map(({id}) => id)).toEqual([1, 2, 3, 4])
})

test('add-controller sends the listener of the leader, and what --endpoint names', async () => {
  await using fake = await fakeOperations(scene([node(1)], [node(7), node(8)]))
  const add = (line: string) =>
    shown(['quorum', 'add-controller', ...line.split(' '), '--yes', '-b', fake.bootstrapServers])
  expect(await add('7 --endpoint [::1]:9093')).toMatch(/exit 0$/)
  expect(await add('8 --endpoint other://c8:9094')).toMatch(/exit 0$/)
  expect(fake.asked(AddRaftVoter)).toMatchObject([
    {voterId: 7, voterDirectoryId: directory(7), listeners: [{name: 'CONTROLLER', host: '::1', port: 9093}]},
    {voterId: 8, voterDirectoryId: directory(8), listeners: [{name: 'OTHER', host: 'c8', port: 9094}]},
  ])
})

test('remove-controller warns that the leader is removed and that no failure can be survived afterwards', async () => {
  expect(await run(scene([node(1), node(2), node(3)]), 'remove-controller 1 --yes')).toMatchInlineSnapshot(`
    "CONTROLLER  DIRECTORY-ID            ENDPOINTS                    VOTERS  NEEDED  IN-REACH  VOTERS-THEN  NEEDED-THEN  IN-REACH-THEN  STATUS
             1  AAAAAAAAAAAAAAAAAAAA1A  CONTROLLER://localhost:9001       3       2         3            2            2              2  removed
    ! kafkit: warning: afterwards all 2 voters that are in reach are needed: the quorum survives no failure
    ! kafkit: warning: controller 1 leads the quorum now, so another has to be elected
    ! kafkit: to undo this: kafkit quorum add-controller 1 --directory-id AAAAAAAAAAAAAAAAAAAA1A --endpoint CONTROLLER://localhost:9001
    exit 0
    1 changes"
  `)
})

test('--dry-run shows the plan and changes nothing; without a terminal --yes is needed', async () => {
  const state = scene([node(1), node(2), node(3, 60_000)])
  expect(await run(state, 'remove-controller 3 --dry-run -o csv')).toMatchInlineSnapshot(`
    "controller,directoryId,endpoints,voters,needed,inReach,votersThen,neededThen,inReachThen,status,error
    3,AAAAAAAAAAAAAAAAAAAA3A,CONTROLLER://localhost:9003,3,2,2,2,2,2,planned,
    ! kafkit: warning: afterwards all 2 voters that are in reach are needed: the quorum survives no failure
    exit 0
    0 changes"
  `)
  expect(await run(state, 'remove-controller 3')).toMatch(
    /There is no terminal to ask on; use --yes to confirm\nexit 2\n0 changes$/,
  )
})

test.each<[string, FakeVoter[], FakeVoter[], string]>([
  [
    'remove-controller 2',
    [node(1), node(2), node(3, 60_000)],
    [],
    'lose its majority: of 2 voters 2 would be needed, but 1 is',
  ],
  ['remove-controller 1', [node(1)], [], 'the only voter'],
  ['remove-controller 9', [node(1), node(2)], [], 'controller 9 is not a voter; voters are 1, 2'],
  [
    `remove-controller 2 --directory-id ${directory(9)}`,
    [node(1), node(2)],
    [],
    `votes with the directory ${directory(2)}`,
  ],
  ['add-controller 2', [node(1), node(2)], [], 'is already a voter'],
  [`add-controller 2 --directory-id ${directory(9)}`, [node(1), node(2)], [], 'remove that one first'],
  ['add-controller 4', [node(1)], [], 'does not follow the leader'],
  ['add-controller 4', [node(1)], [node(4, 60_000)], 'is not reachable'],
  [
    `add-controller 4 --directory-id ${directory(9)}`,
    [node(1)],
    [node(4)],
    `follows with the directory ${directory(4)}, not`,
  ],
  [
    'add-controller 4',
    [node(1), node(2, 60_000), node(3, 60_000)],
    [node(4)],
    'of 4 voters 3 would be needed, but 2 are reachable',
  ],
  ['remove-controller 2', [node(2), node(3)], [node(1)], 'leads although it is no longer a voter'],
  ['add-controller 4', [{id: 1, silentMs: 0, lag: 0}], [node(4)], 'kraft.version 1'],
])('%s is refused before anything is sent', async (line, voters, observers, said) => {
  const endpoint = line.startsWith('add') ? ' --endpoint c:9093' : ''
  const text = await run(scene(voters, observers), `${line}${endpoint} --yes`)
  expect(text).toContain(said)
  expect(text).toMatch(/exit 1\n0 changes$/)
})

test.each([
  ['remove-controller', 'controller'],
  ['remove-controller x', "'x' is not a whole number"],
  ['remove-controller 2 --directory-id short', "'short' is not a directory id"],
  ['add-controller 4', 'endpoint'],
  ['add-controller 4 --endpoint c4', "'c4' is not of the form HOST:PORT"],
  ['add-controller 4 --endpoint c4:99999', 'is not a port'],
  ['add-controller 4 --endpoint a:1,b:2', 'more than one address'],
])('%s is a wrong command line', async (line, said) => {
  const text = await run(scene([node(1), node(2)]), `${line} --yes`)
  expect(text).toContain(said)
  expect(text).toMatch(/exit 2\n0 changes$/)
})

test('a refusal by the leader is reported, with the place to look', async () => {
  const state = {...scene([node(1), node(2), node(3)]), refused: {RemoveRaftVoter: 31}}
  const text = await run(state, 'remove-controller 3 --yes')
  expect(text).toContain('CLUSTER_AUTHORIZATION_FAILED')
  expect(text).toContain('kafkit quorum describe shows which controllers vote now')
  expect(text).toMatch(/exit 1\n/)
})
