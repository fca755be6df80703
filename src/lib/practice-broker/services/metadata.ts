import {Metadata} from '../../apis/metadata.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {topicOperations} from '../authorized-operations.ts'
import {offsetsTopic, type PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'
import {leaderEpoch, noTopicId, topicNameComplaint, type Topic} from '../topic.ts'

type Asked = {readonly name: string | null; readonly topicId: string}

export function metadataService(cluster: PracticeCluster): Service {
  return on(Metadata, ({topics: asked, ...request}, {version, nodeId}) => {
    // Version 0 has no null; there an empty list requests all topics.
    const all = asked === null || (version === 0 && asked.length === 0)
    const mayCreate =
      request.allowAutoTopicCreation && cluster.configs.broker(nodeId, 'auto.create.topics.enable') === 'true'
    const topicAuthorizedOperations = request.includeTopicAuthorizedOperations ? topicOperations : undefined
    const known = (topic: Topic) => ({...describe(topic), topicAuthorizedOperations})

    const answer = (named: Asked) => {
      const byId = named.topicId !== noTopicId
      const topic = byId ? cluster.topicOf(named.topicId) : cluster.topic(named.name ?? '')
      if (topic) return known(topic)
      if (byId) return refused({name: null, topicId: named.topicId}, codes.unknownTopicId)
      const {name} = named
      if (name === null) return refused({name: '', topicId: noTopicId}, codes.unknownServerError)
      if (topicNameComplaint(name) !== undefined) return refused(named, codes.invalidTopicException)
      // As in Kafka, the topic is created in the background, and the first request is told that it does not exist.
      if (mayCreate) createSilently(cluster, name, nodeId)
      return refused(named, codes.unknownTopicOrPartition)
    }
    if (version < 12 && asked?.some(({topicId}) => topicId !== noTopicId)) {
      return {topics: asked.map((named) => refused(named, codes.invalidRequest))}
    }
    const once = new Map((asked ?? []).map((each) => [each.name ?? each.topicId, each]))
    return {
      brokers: cluster.brokers.map(({id, host, port, rack}) => ({nodeId: id, host, port, rack})),
      clusterId: cluster.clusterId,
      controllerId: cluster.controller.id,
      topics: all ? cluster.topics().map(known) : [...once.values()].map(answer),
    }
  })
}

function createSilently(cluster: PracticeCluster, name: string, nodeId: number): void {
  if (name === offsetsTopic) return void cluster.offsets()
  const collides = cluster.topics().some((topic) => topic.name.replaceAll('.', '_') === name.replaceAll('.', '_'))
  if (collides) return
  const partitions = cluster.configs.brokerNumber(nodeId, 'num.partitions')
  const replicas = cluster.configs.brokerNumber(nodeId, 'default.replication.factor')
  cluster.createTopic(name, cluster.place(partitions, Math.min(replicas, cluster.brokers.length)), new Map())
}

function refused({name, topicId}: Asked, errorCode: number) {
  return {errorCode, name, topicId, isInternal: false, partitions: []}
}

function describe({name, id, internal, partitions}: Topic) {
  return {
    errorCode: codes.none,
    name,
    topicId: id,
    isInternal: internal,
    partitions: partitions.map(({index, leader, replicas}) => ({
      errorCode: codes.none,
      partitionIndex: index,
      leaderId: leader,
      leaderEpoch,
      replicaNodes: replicas,
      isrNodes: replicas,
      offlineReplicas: [],
    })),
  }
}
