import {expect, test} from 'vitest'
import {shown} from '../../support/cli.ts'
import {fakeOperations, operations, type FakeVoter} from '../../support/fake-operations.ts'

const voter = (id: number, silentMs = 0, lag = 0): FakeVoter => ({id, silentMs, lag})
async function run(voters: FakeVoter[], ...words: string[]): Promise<string> {
  const quorum = {leader: 1, voters, observers: [voter(7, 1500, 2)], now: () => 1e12}
  await using fake = await fakeOperations(operations({quorum}))
  return await shown(['quorum', 'describe', ...words, '-b', fake.bootstrapServers])
}

test('voters and observers, with their lag by the clock of the leader', async () => {
  expect(await run([voter(1), voter(2, 400), voter(3, 65_000, 40)])).toMatchInlineSnapshot(`
    "NODE  ROLE      IN-REACH  LOG-END-OFFSET  LAG  FETCHED-AGO  CAUGHT-UP-AGO  ENDPOINTS
       1  leader    yes                  100    0          0ms            0ms  CONTROLLER://localhost:9001
       2  voter     yes                  100    0        400ms          400ms  CONTROLLER://localhost:9002
       3  voter     no                    60   40         1m5s           1m5s  CONTROLLER://localhost:9003
       7  observer  yes                   98    2      1s500ms        1s500ms  -
    ! kafkit: controller 1 leads 3 voters (epoch 4); 2 are needed, 2 are in reach
    exit 0"
  `)
})

test('--check ends with 3 where a voter is out of reach', async () => {
  expect(await run([voter(1), voter(2, 400), voter(3, 65_000, 40)], '--check')).toMatch(/exit 3$/)
  expect(await run([voter(1), voter(2), voter(3)], '--check')).toMatch(/exit 0$/)
})

test('without KRaft there is no quorum, which is said', async () => {
  await using fake = await fakeOperations(operations())
  const text = await shown(['quorum', 'describe', '-b', fake.bootstrapServers])
  expect(text).toContain('DescribeQuorum')
  expect(text).toMatch(/exit 1$/)
})
