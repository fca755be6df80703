import {Fetch} from '../../apis/fetch.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {Got} from '../../wire/schema.ts'
import type {PartitionLog} from '../log/partition-log.ts'
import {nodeEndpoints} from '../node-endpoints.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'
import {leaderEpoch, type Partition} from '../topic.ts'

type Request = Got<typeof Fetch.request>
type Asked = Request['topics'][number]['partitions'][number]
type Named = {topicId: string} | {name: string}

/**
 * Waits up to maxWaitMs for minBytes. There are no fetch sessions: a client that requests one does not get it, and
 * names every partition in every request, as it must when a real broker's session cache is full.
 */
export function fetchService(cluster: PracticeCluster): Service {
  return on(Fetch, async (request, {version, nodeId}) => {
    if (request.sessionId !== 0 && request.sessionEpoch !== -1) return {errorCode: codes.fetchSessionIdNotFound}
    if (request.isolationLevel !== 0 && request.isolationLevel !== 1) return {errorCode: codes.unknownServerError}
    const read = () => readAll(cluster, request, version, nodeId)
    let found = read()
    const enough = () => found.failed || found.bytes >= request.minBytes
    if (request.maxWaitMs > 0 && !enough() && found.logs.length > 0) {
      await new Promise<void>((resolve) => {
        const done = () => {
          cancelTimer()
          for (const forget of forgetting) forget()
          resolve()
        }
        const cancelTimer = cluster.timers.after(request.maxWaitMs, () => {
          found = read()
          done()
        })
        const forgetting = found.logs.map((log) =>
          log.onChange(() => {
            found = read()
            if (enough()) done()
          }),
        )
      })
    }
    return {sessionId: 0, responses: found.responses, nodeEndpoints: nodeEndpoints(cluster, found.movedTo)}
  })
}

function readAll(cluster: PracticeCluster, request: Request, version: number, nodeId: number) {
  const logs: PartitionLog[] = []
  const movedTo: number[] = []
  let failed = false
  let bytes = 0
  let left = Math.min(request.maxBytes, cluster.configs.brokerNumber(nodeId, 'fetch.max.bytes'))

  const read = (named: Named, asked: Asked) => {
    const {partition: index, partitionMaxBytes} = asked
    const none = {
      partitionIndex: index,
      highWatermark: -1,
      lastStableOffset: -1,
      logStartOffset: -1,
      records: noRecords,
    }
    try {
      const {log} = held(cluster, named, asked, nodeId, version)
      logs.push(log)
      // The first batch is returned whole whatever its size, because otherwise a large one could never be read.
      const records = log.read(asked.fetchOffset, Math.min(partitionMaxBytes, left), bytes === 0)
      if (!records) throw new Refusal(codes.offsetOutOfRange)
      bytes += records.length
      left = Math.max(0, left - records.length)
      const {startOffset: logStartOffset, endOffset: end} = log
      const abortedTransactions = request.isolationLevel === 1 ? [] : null
      return {...none, highWatermark: end, lastStableOffset: end, logStartOffset, abortedTransactions, records}
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      failed = true
      const unknown = error.code === codes.unknownTopicOrPartition || error.code === codes.unknownTopicId
      const refused = {...none, errorCode: error.code, abortedTransactions: unknown ? [] : null}
      if (error.code !== codes.notLeaderOrFollower) return refused
      const {leader} = cluster.partition(named, index)
      movedTo.push(leader)
      return {...refused, currentLeader: {leaderId: leader, leaderEpoch}}
    }
  }
  const responses = request.topics.map(({topic, topicId, partitions}) => {
    const named = version >= 13 ? {topicId} : {name: topic}
    return {topic, topicId, partitions: partitions.map((asked) => read(named, asked))}
  })
  return {responses, logs, movedTo, failed, bytes}
}

/** The partition, if this broker may serve it: consumers may read from any replica (KIP-392). Throws Refusal. */
function held(cluster: PracticeCluster, named: Named, asked: Asked, nodeId: number, version: number): Partition {
  const {partition: index, currentLeaderEpoch: epoch} = asked
  const {replicas, leader} = cluster.partition(named, index)
  const follows = version >= 11 && replicas.includes(nodeId)
  return cluster.led(named, index, follows ? leader : nodeId, epoch)
}

const noRecords = Buffer.alloc(0)
