import {afterEach, beforeEach, expect, test} from 'vitest'
import {commandsAt} from '../../support/commands-at.ts'
import {type FakeCluster} from '../../support/fake-cluster.ts'
import {type FakeGroup} from '../../support/fake-groups.ts'
import {groupsScene} from '../../support/groups-scene.ts'

let cluster: FakeCluster
let groups: Record<string, FakeGroup>
beforeEach(async () => {
  ;({cluster, groups} = await groupsScene())
})
afterEach(() => cluster.close())
const {run, screen} = commandsAt(() => cluster.bootstrapServers)

test('groups delete refuses without a terminal', async () => {
  expect(await screen('groups delete billing')).toMatchInlineSnapshot(`
    "! GROUP    STATE  #MEMBERS  OFFSETS
    ! billing  Empty         0        3
    ! kafkit: Delete group billing for good? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect(groups).toHaveProperty('billing')
})

test('groups delete asks on a terminal', async () => {
  expect((await run('groups delete billing', {terminal: true, stdin: 'n\n'})).err).toContain(
    'Delete group billing for good? (y/N)',
  )
  expect(groups).toHaveProperty('billing')
  expect((await run('groups delete billing', {terminal: true, stdin: 'y\n'})).out).toBe('billing deleted\n')
  expect(groups).not.toHaveProperty('billing')
})

test('a group with members is refused by its coordinator, the other is deleted', async () => {
  expect(await screen('groups delete billing shipping --yes')).toMatchInlineSnapshot(`
    "billing deleted
    ! kafkit: delete group shipping: the group has active members; stop them first (NON_EMPTY_GROUP)
    exit 1"
  `)
})

test('a group that does not exist keeps the others from being deleted, unless --if-exists', async () => {
  expect(await screen('groups delete nobody billing --yes')).toMatchInlineSnapshot(`
    "! kafkit: delete group nobody: there is no such group (GROUP_ID_NOT_FOUND)
    ! kafkit: nothing was deleted
    exit 1"
  `)
  expect(groups).toHaveProperty('billing')
  expect((await run('groups delete nobody billing --yes --if-exists')).out).toBe('billing deleted\n')
})

test('groups delete --all-groups leaves groups with members alone', async () => {
  expect((await run('groups delete --all-groups --dry-run')).out).toMatch(/^GROUP.*\nbilling [^\n]*\n$/)
})
