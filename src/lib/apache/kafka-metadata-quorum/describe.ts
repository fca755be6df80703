// kafka-metadata-quorum describe.
import {describeCluster} from '../../brokers/describe-cluster.ts'
import type {Io} from '../../cli/io.ts'
import {zeroUuid} from '../../cluster/cluster.ts'
import {describeQuorum, type QuorumDescription, type QuorumReplica} from '../../quorum/describe.ts'
import type {Admin} from '../client/admin.ts'
import {JavaError} from '../java/errors.ts'
import {prettyTable} from '../java/table.ts'
import {endpointText} from './endpoint.ts'

export async function describeStatus(admin: Admin, io: Io): Promise<void> {
  const {clusterId} = await admin.getAt('listNodes', undefined, (cluster, controllers) =>
    describeCluster(cluster, {controllers}),
  )
  const quorum = await described(admin)
  const leader = leaderOf(quorum)
  let [slowest = leader] = quorum.voters
  for (const voter of quorum.voters) if (voter.logEndOffset < slowest.logEndOffset) slowest = voter
  const rows = {
    ClusterId: clusterId,
    LeaderId: quorum.leaderId,
    LeaderEpoch: quorum.leaderEpoch,
    HighWatermark: quorum.highWatermark,
    MaxFollowerLag: leader.logEndOffset - slowest.logEndOffset,
    MaxFollowerLagTimeMs: lagMs(leader, slowest),
    CurrentVoters: `[${quorum.voters.map((voter) => nodeText(voter, quorum)).join(', ')}]`,
    CurrentObservers: `[${quorum.observers.map((observer) => nodeText(observer, quorum)).join(', ')}]`,
  }
  for (const [label, value] of Object.entries(rows)) io.out(`${`${label}:`.padEnd(24)}${value}\n`)
}

export async function describeReplication(admin: Admin, io: Io, humanReadable: boolean): Promise<void> {
  const quorum = await described(admin)
  const leader = leaderOf(quorum)
  const followers = quorum.voters.filter(({id}) => id !== quorum.leaderId)
  const now = humanReadable ? io.now : undefined
  const row = (status: string) => (replica: QuorumReplica) => [
    String(replica.id),
    replica.directoryId,
    String(replica.logEndOffset),
    String(leader.logEndOffset - replica.logEndOffset),
    timeText(replica.lastFetchAt, 'last fetch', now),
    timeText(replica.lastCaughtUpAt, 'last caught up', now),
    status,
  ]
  io.out(
    prettyTable([
      ['NodeId', 'DirectoryId', 'LogEndOffset', 'Lag', 'LastFetchTimestamp', 'LastCaughtUpTimestamp', 'Status'],
      row('Leader')(leader),
      ...followers.map(row('Follower')),
      ...quorum.observers.map(row('Observer')),
    ]),
  )
}

const described = (admin: Admin) =>
  admin.getAt('describeMetadataQuorum', undefined, (cluster) => describeQuorum(cluster))

function leaderOf({voters, leaderId}: QuorumDescription): QuorumReplica {
  const leader = voters.find(({id}) => id === leaderId)
  if (!leader) throw new JavaError('java.util.NoSuchElementException', 'No value present')
  return leader
}

/** How far the slowest voter is behind the leader, ms by the leader's clock; -1 if unknown. */
function lagMs(leader: QuorumReplica, slowest: QuorumReplica): number {
  if (leader === slowest) return 0
  const [newest, oldest] = [leader.lastCaughtUpAt, slowest.lastCaughtUpAt]
  return newest === undefined || oldest === undefined ? -1 : newest - oldest
}

/** As JSON, with blanks added. */
function nodeText({id, directoryId}: QuorumReplica, {endpoints}: QuorumDescription): string {
  const listeners = (endpoints.get(id) ?? []).map((endpoint) => `"${endpointText(endpoint)}"`)
  return [
    `{"id": ${id}`,
    ...(directoryId === zeroUuid ? [] : [`"directoryId": "${directoryId}"`]),
    ...(listeners.length === 0 ? [] : [`"endpoints": [${listeners.join(', ')}]`]),
  ]
    .join(', ')
    .concat('}')
}

/** The time, or with `now` how long ago it was. Throws JavaError if it is in the future. */
function timeText(time: number | undefined, what: string, now: (() => number) | undefined): string {
  if (time === undefined) return '-1'
  if (!now) return String(time)
  const current = now()
  if (time <= 0 || time > current)
    throw new JavaError(
      'org.apache.kafka.common.KafkaException',
      'Error while computing relative time, possible drift in system clock.\n' +
        `Current timestamp is ${current}, ${what} timestamp is ${time}`,
    )
  return `${current - time} ms ago`
}
