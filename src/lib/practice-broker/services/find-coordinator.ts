import {FindCoordinator} from '../../apis/find-coordinator.ts'
import {errorCode as codes, kafkaErrors} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'

const keyTypes = {group: 0, transaction: 1, share: 2} as const

export function findCoordinatorService(cluster: PracticeCluster): Service {
  return on(FindCoordinator, ({key, keyType, coordinatorKeys}, {version}) => {
    const find = (key: string) => {
      const none = {nodeId: -1, host: '', port: -1}
      return {...none, ...attempt(() => coordinator(cluster, key, keyType)), key}
    }
    if (version >= 4) {
      return {coordinators: coordinatorKeys.map(find).map((each) => ({...each, errorMessage: each.errorMessage ?? ''}))}
    }
    const {key: _, errorMessage, ...found} = find(key)
    return {...found, errorMessage: errorMessage ?? kafkaErrors(found.errorCode).text}
  })
}

function coordinator(cluster: PracticeCluster, key: string, keyType: number) {
  if (keyType === keyTypes.transaction) throw lacking('transactions')
  if (keyType === keyTypes.share) throw lacking('share groups')
  if (keyType !== keyTypes.group) throw new Refusal(codes.invalidRequest, kafkaErrors(codes.invalidRequest).text)
  const broker = cluster.coordinator(key)
  if (!broker) throw new Refusal(codes.coordinatorNotAvailable)
  const {id: nodeId, host, port} = broker
  return {nodeId, host, port}
}

const lacking = (what: string) => new Refusal(codes.unsupportedVersion, `The practice broker has no ${what}.`)
