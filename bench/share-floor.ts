// A lower limit for the time of a share consumer: joins a share group, then fetches and accepts records without
// reading them.
//   share-floor.ts BROKER TOPIC GROUP RECORDS
import {parseAddresses} from '../src/lib/cluster/address.ts'
import {openCluster} from '../src/lib/cluster/cluster.ts'
import {shareMember, type SharedPartition} from '../src/lib/groups/membership/share-member.ts'
import {Acknowledgements, verdict} from '../src/lib/records/share/acknowledgements.ts'
import {ShareSession} from '../src/lib/records/share/share-session.ts'
import {randomUuid} from '../src/lib/wire/random-uuid.ts'

const [broker = '', topic = '', groupId = '', records = ''] = process.argv.slice(2)
/** The limits of `kafka-console-share-consumer`. */
const limits = {maxWaitMs: 500, minBytes: 1, maxBytes: 50 * 1024 * 1024, maxRecords: 500, acquire: 'batches'} as const

async function run() {
  const cluster = openCluster({bootstrap: parseAddresses(broker)})
  const memberId = randomUuid()
  const leave = new AbortController()
  const {promise: assigned, resolve} = Promise.withResolvers<SharedPartition>()
  const member = shareMember(
    cluster,
    {groupId, memberId, topics: [topic]},
    ([first]) => first && resolve(first),
    leave.signal,
  )
  const partition = await Promise.race([assigned, member.then(() => Promise.reject(new Error('nothing assigned')))])
  const [found] = await cluster.topics([topic])
  const session = new ShareSession(cluster, found?.partitions[0]?.leader ?? -1, {groupId, memberId})
  const joined = performance.now()
  let acquired = 0
  let verdicts = new Map<SharedPartition, Acknowledgements[]>()
  while (acquired < Number(records)) {
    const {responses} = await session.fetch([partition], verdicts, limits)
    const said = new Acknowledgements()
    for (const {firstOffset, lastOffset} of responses[0]?.partitions[0]?.acquiredRecords ?? []) {
      said.add(firstOffset, lastOffset, verdict.accept)
      acquired += lastOffset - firstOffset + 1
    }
    verdicts = said.isEmpty ? new Map() : new Map([[partition, [said]]])
  }
  await session.close(verdicts, 5000)
  console.error(`${acquired} records in ${(performance.now() - joined).toFixed(0)} ms after joining`)
  leave.abort()
  await member
  cluster.close()
}

void run()
