// One member of a group as a process of its own, for the rebalance test: values to stdout, notices to stderr.
//   node group-member.ts BOOTSTRAP GROUP TOPICS|/PATTERN/ '{"assignors": […], …}'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'
import type {MemberEvent, MemberSettings} from '../../src/lib/groups/membership/member-settings.ts'
import {runMember} from '../../src/lib/groups/membership/run-member.ts'
import {textFormat} from '../../src/lib/records/formats/text-format.ts'
import {consumeInGroup} from '../../src/lib/records/consume/group-consume.ts'
import {fileOutput} from '../../src/lib/records/output.ts'

const [bootstrap = '', groupId = '', topics = '', given = '{}'] = process.argv.slice(2)
const stop = new AbortController()
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort())

const say = (text: string) => process.stderr.write(`${new Date().toISOString().slice(11, 23)} ${text}\n`)
const text = (partitions: readonly {topic: string; partition: number}[]) =>
  partitions.map(({topic, partition}) => `${topic}-${partition}`).join(' ')
const describe = (event: MemberEvent) => {
  if (event.type === 'assigned') {
    const {generation, leader, assignor, assigned, added, removed} = event
    return `assigned [${text(assigned)}] +[${text(added)}] -[${text(removed)}] generation ${generation} ${assignor}${leader ? ' leader' : ''}`
  }
  return 'error' in event ? `${event.type}: ${event.error.message}` : event.type
}

const settings: MemberSettings = {
  groupId,
  topics: topics.startsWith('/') ? new RegExp(topics.slice(1, -1)) : topics.split(','),
  heartbeatIntervalMs: 500,
  sessionTimeoutMs: 6000,
  ...(JSON.parse(given) as Partial<MemberSettings>),
}
const cluster = openCluster({bootstrap: parseAddresses(bootstrap), clientId: 'group-member'})
try {
  const consumed = await consumeInGroup(cluster, {
    groupId,
    format: textFormat(),
    output: fileOutput(1),
    reset: 'earliest',
    signal: stop.signal,
    onNotice: (notice) => say(`notice: ${notice}`),
    member: (reading, signal, blockedMs) =>
      runMember(cluster, {...settings, blockedMs}, reading, signal, (event) => say(describe(event))),
  })
  say(`ended: ${consumed.records} records, stopped by ${consumed.stoppedBy}`)
} catch (error) {
  say(`failed: ${(error as Error).stack}`)
  process.exitCode = 1
} finally {
  cluster.close()
}
