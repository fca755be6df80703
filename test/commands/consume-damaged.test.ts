// consume --on-corrupt, against a fake cluster whose log is damaged.
import {expect, test} from 'vitest'
import {FakeLogs, numbered, partition} from '../records/support/fake-logs.ts'
import {kafkit, shown} from '../support/cli.ts'

const damaged = async () => {
  const bad = numbered(2, 3)
  bad[bad.length - 1]! ^= 1
  return FakeLogs.start({t: [partition([numbered(0, 2), bad, numbered(5, 1)])]})
}

test('consume --on-corrupt skip prints all else, says what is missing, and ends with 1', async () => {
  const {server} = await damaged()
  const line = ['consume', 't', '--from-beginning', '-e', '-b', server.bootstrapServers]
  expect(await shown([...line, '--on-corrupt', 'skip', '-q'])).toMatchInlineSnapshot(`
    "0
    1
    5
    ! kafkit: left out of t-0: offsets 2 to 4 (record batch at offset 2: wrong checksum)
    exit 1"
  `)
  const {out, err, code} = await kafkit(line)
  expect([out, code]).toEqual(['0\n1\n', 1])
  expect(err).toContain('(CORRUPT_MESSAGE); --on-corrupt skip continues after it, --offset starts at another offset')
  expect((await kafkit([...line, '--on-corrupt', 'skip', '--counts'])).out).toBe('t-0\t3\n')
})
