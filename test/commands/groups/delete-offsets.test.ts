import {afterEach, beforeEach, expect, test} from 'vitest'
import {OffsetDelete} from '../../../src/lib/apis/offset-delete.ts'
import {commandsAt} from '../../support/commands-at.ts'
import {on, type FakeCluster} from '../../support/fake-cluster.ts'
import {groupsScene} from '../../support/groups-scene.ts'

let cluster: FakeCluster
beforeEach(async () => {
  ;({cluster} = await groupsScene())
})
afterEach(() => cluster.close())
const {run, screen} = commandsAt(() => cluster.bootstrapServers)

test('groups delete-offsets refuses without a terminal, and shows what would be deleted', async () => {
  expect(await screen('groups delete-offsets billing --topic orders:1')).toMatchInlineSnapshot(`
    "! TOPIC   PARTITION  CURRENT-OFFSET  LAG
    ! orders          1              15    5
    ! kafkit: Delete 1 committed offset of group billing? There is no terminal to ask on; use --yes to confirm
    exit 2"
  `)
  expect(cluster.asked(OffsetDelete)).toEqual([])
})

test('groups delete-offsets prints a row per partition; a topic that a member reads is refused', async () => {
  cluster.serve(
    on(OffsetDelete, ({topics}) => ({
      topics: topics.map(({name, partitions}) => ({
        name,
        partitions: partitions.map((each) => ({...each, errorCode: name === 'audit' ? 86 : 0})),
      })),
    })),
  )
  expect(await screen('groups delete-offsets billing --topic orders --topic audit:0 --yes')).toMatchInlineSnapshot(`
    "TOPIC   PARTITION  STATUS
    orders          0  deleted
    orders          1  deleted
    audit           0  failed
    ! kafkit: delete the offset in audit-0 of group billing: members of the group are subscribed to the topic; stop them first (GROUP_SUBSCRIBED_TO_TOPIC)
    exit 1"
  `)
})

test('groups delete-offsets fails for a group that does not exist', async () => {
  cluster.serve(on(OffsetDelete, () => ({errorCode: 69})))
  expect((await run('groups delete-offsets nobody --topic orders --yes')).code).toBe(1)
  expect((await run('groups delete-offsets nobody --topic orders')).err).toContain('there is no such group')
})
