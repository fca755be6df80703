// plan --print: files of any format as kafkit's own, without a cluster.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {kafkit} from '../support/cli.ts'
import {aclLines, readText, topicLines} from './read.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-print-'))
afterAll(() => rmSync(folder, {recursive: true}))
let count = 0
const file = (text: string, name = `${count++}.yaml`): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

test("topics of Strimzi are printed in kafkit's own format", async () => {
  const path = file(`apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: orders}
spec: {partitions: 12, replicas: 3, config: {retention.ms: 604800000, cleanup.policy: "compact,delete"}}
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: Payments, labels: {strimzi.io/cluster: prod}}
spec: {topicName: pay_ments}
`)
  const {out, err, code} = await kafkit(['plan', '-f', path, '--as', 'native', '--print'])
  expect({out, err, code}).toEqual({
    code: 0,
    err: '',
    out: `kafkit: 1
topics:
  orders:
    partitions: 12
    replicationFactor: 3
    configs:
      retention.ms: 7d
      cleanup.policy: compact,delete
  pay_ments: {}
`,
  })
})

test("a file in kafkit's own format is printed with every field that it has", async () => {
  const text = `kafkit: 1
scope: {topics: [o.*], principals: ['User:*'], protect: [o.ledger]}
topics:
  o.a: {partitions: {atLeast: 6}, replicationFactor: 3, configs: {max.message.bytes: null}, ignore: [segment.bytes], about: {owner: me}}
  o.b: {assignment: [[1, 2], [2, 3]]}
  o.c: {placement: {racks: spread, brokers: [1, 2]}}
  o.d: {state: absent}
access: {'User:api': {produce: [o.a]}}
acls:
  - {principal: 'User:x', deny: [Write], topic: o., pattern: prefixed}
  - {principal: 'User:y', allow: [Read], topic: o.a, state: absent}
users:
  api: {scram: {SCRAM-SHA-512: {iterations: 8192, passwordFrom: {command: [vault, get]}}}}
  old: {state: absent}
quotas:
  - {user: api, producer_byte_rate: 20MiB, request_percentage: null}
brokers: {default: {configs: {log.cleaner.threads: 2}}}
groups: {report: {configs: {consumer.session.timeout.ms: 30s}}}
clientMetrics: {apps: {interval.ms: 30s}}
policy: {partitions.max: [{value: 12}, {value: 100, match: 'o.*'}]}
`
  const {out, code} = await kafkit(['plan', '-f', file(text), '--print'])
  expect(code).toBe(0)
  const [before, after] = [readText(text), readText(out)]
  expect(after.problems).toEqual([])
  const facts = (read: typeof before) => {
    const [one] = read.declared
    const bare = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === 'place' || key === 'role' ? undefined : each)))
    return bare({
      topics: one?.topics,
      scope: one?.scope,
      users: one?.users,
      quotas: one?.quotas,
      configs: one?.configs,
      sections: [...(one?.sections ?? [])].toSorted(),
      policy: JSON.stringify(one?.policy, (key, each: unknown) => (key === 'place' ? undefined : each))?.length,
    })
  }
  expect(topicLines(after)).toEqual(topicLines(before))
  expect(aclLines(after)).toEqual(aclLines(before))
  expect(facts(after)).toMatchObject(facts(before) as object)
  // And once more: nothing changes any more.
  expect((await kafkit(['plan', '-f', file(out), '--print'])).out).toBe(out)
})

test('a topic that is left alone is reported, and flags of a plan are refused', async () => {
  const path = file(`apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: mine, annotations: {strimzi.io/managed: "false"}}
spec: {}
`)
  const {err, code} = await kafkit(['plan', '-f', path, '--print'])
  expect(code).toBe(0)
  expect(err).toContain('topic mine should be left alone, which only its own format can express, so it is left out')
  expect(await kafkit(['plan', '-f', path, '--print', '--out', 'x.json'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('--out is for plans, and --print makes none'),
  })
  expect(await kafkit(['plan', '-f', path, '--as', 'native'])).toMatchObject({code: 2})
  expect(await kafkit(['plan', '-f', join(folder, 'no.yaml'), '--print'])).toMatchObject({code: 2, out: ''})
})
