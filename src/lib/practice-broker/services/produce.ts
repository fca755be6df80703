import {Produce} from '../../apis/produce.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {Got} from '../../wire/schema.ts'
import {acceptBatch, BatchRefusal} from '../log/accept-batch.ts'
import {nodeEndpoints} from '../node-endpoints.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {Refusal} from '../refusal.ts'
import {closeConnection, noAnswer, on, type Service} from '../server.ts'
import {leaderEpoch} from '../topic.ts'

type Request = Got<typeof Produce.request>
type Asked = Request['topicData'][number]['partitionData'][number]

const acks = {none: 0, leader: 1, all: -1} as const
const noTransactions = 'The practice broker has no transactions.'

export function produceService(cluster: PracticeCluster): Service {
  return on(Produce, (request, {version, nodeId}) => {
    let movedTo: number | undefined
    const responses = request.topicData.map(({name, topicId, partitionData}) => {
      const named = version >= 13 ? {topicId} : {name}
      const partitionResponses = partitionData.map((asked) => {
        const answer = append(cluster, request, named, asked, {version, nodeId})
        if (answer.errorCode === codes.notLeaderOrFollower) {
          const {leader} = cluster.partition(named, asked.index)
          movedTo = leader
          return {...answer, currentLeader: {leaderId: leader, leaderEpoch}}
        }
        return answer
      })
      return {name, topicId, partitionResponses}
    })
    if (request.acks === acks.none) {
      // With acks=0 there is no response that could carry the error.
      const failed = responses.some((topic) => topic.partitionResponses.some(({errorCode}) => errorCode !== codes.none))
      return failed ? closeConnection : noAnswer
    }
    return {responses, nodeEndpoints: movedTo === undefined ? [] : nodeEndpoints(cluster, [movedTo])}
  })
}

function append(
  cluster: PracticeCluster,
  {acks: asked, transactionalId}: Request,
  named: {topicId: string} | {name: string},
  {index, records}: Asked,
  {version, nodeId}: {version: number; nodeId: number},
) {
  const answer = {index, errorCode: codes.none as number, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1}
  let log
  try {
    if (asked !== acks.none && asked !== acks.leader && asked !== acks.all) throw new Refusal(codes.invalidRequiredAcks)
    if (transactionalId !== null) throw new Refusal(codes.invalidTxnState, noTransactions)
    const partition = cluster.led(named, index, nodeId)
    const settings = cluster.settings(partition)
    const now = cluster.now()
    const place = `${partition.topic.name}-${index}`
    log = partition.log
    const batch = acceptBatch(records, {settings, now, version, place})
    const {baseOffset, duplicateOf} = log.append(batch, settings)
    const logAppendTimeMs = duplicateOf ?? (settings.logAppendTime ? now : -1)
    return {...answer, baseOffset, logAppendTimeMs, logStartOffset: log.startOffset}
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const details = error instanceof BatchRefusal ? error : undefined
    const logStartOffset = details?.beforeLog === true ? -1 : (log?.startOffset ?? -1)
    const recordErrors = details?.recordErrors ?? []
    return {...answer, errorCode: error.code, errorMessage: error.text, logStartOffset, recordErrors}
  }
}
