import {CreateTopics} from '../../apis/create-topics.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {randomUuid} from '../../wire/random-uuid.ts'
import type {Got} from '../../wire/schema.ts'
import {checkAssignment, mostPartitions, tooManyPartitions} from '../assignment.ts'
import {checkTopic} from '../configs/changes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'
import {topicNameComplaint} from '../topic.ts'

type Asked = Got<typeof CreateTopics.request>['topics'][number]

export function createTopicsService(cluster: PracticeCluster): Service {
  return on(CreateTopics, ({topics, validateOnly}, {nodeId}) => {
    const names = topics.map(({name}) => name)
    const partitions = topics.reduce((sum, topic) => sum + partitionsOf(topic), 0)
    const answers = [...new Set(names)].map((name) => {
      const none = {topicId: undefined, numPartitions: -1, replicationFactor: -1, configs: []}
      const outcome = attempt(() => {
        const topic = topics.find((each) => each.name === name)
        const twice = names.indexOf(name) !== names.lastIndexOf(name)
        if (twice || !topic) throw new Refusal(codes.invalidRequest, 'Duplicate topic name.')
        if (partitions > mostPartitions) throw new Refusal(codes.policyViolation, tooManyPartitions)
        return create(cluster, topic, nodeId, validateOnly)
      })
      return {...none, ...outcome, name}
    })
    return {topics: answers}
  })
}

const partitionsOf = ({numPartitions, assignments}: Asked) =>
  assignments.length > 0 ? assignments.length : Math.max(1, numPartitions)

function create(cluster: PracticeCluster, asked: Asked, nodeId: number, validateOnly: boolean) {
  const {name} = asked
  checkName(cluster, name)
  const overrides = overridesOf(cluster, asked)
  const assignment = assignmentOf(cluster, asked, nodeId)
  const topicId = validateOnly ? randomUuid() : cluster.createTopic(name, assignment, overrides).id
  return {
    topicId,
    numPartitions: assignment.length,
    replicationFactor: assignment[0]?.length ?? -1,
    configs: cluster.configs
      .describeTopic(nodeId, overrides)
      .map(({name, value, readOnly, configSource, isSensitive}) => ({
        name,
        value,
        readOnly,
        configSource,
        isSensitive,
      })),
  }
}

function checkName(cluster: PracticeCluster, name: string) {
  if (name === '__cluster_metadata') {
    throw new Refusal(codes.invalidRequest, `Creation of internal topic ${name} is prohibited.`)
  }
  const complaint = topicNameComplaint(name)
  if (complaint !== undefined) throw new Refusal(codes.invalidTopicException, complaint)
  if (cluster.topic(name)) throw new Refusal(codes.topicAlreadyExists, `Topic '${name}' already exists.`)
  // The names of metrics do not distinguish '.' from '_'.
  const unified = (each: string) => each.replaceAll('.', '_')
  const other = cluster.topics().find((topic) => unified(topic.name) === unified(name))
  if (other) {
    throw new Refusal(codes.invalidTopicException, `Topic '${name}' collides with existing topic: ${other.name}`)
  }
}

function overridesOf(cluster: PracticeCluster, {configs}: Asked): Map<string, string> {
  const nulls = configs.filter(({value}) => value === null).map(({name}) => name)
  if (nulls.length > 0) {
    throw new Refusal(codes.invalidConfig, `Null value not supported for topic configs: ${nulls.join(',')}`)
  }
  const overrides = new Map(configs.map(({name, value}) => [name, value ?? '']))
  checkTopic(overrides, (name) => cluster.configs.topic(cluster.controller.id, new Map(), name))
  return overrides
}

function assignmentOf(cluster: PracticeCluster, asked: Asked, nodeId: number): number[][] {
  const {assignments, numPartitions, replicationFactor} = asked
  if (assignments.length > 0) {
    const not = (what: string) =>
      new Refusal(codes.invalidRequest, `A manual partition assignment was specified, but ${what} was not set to -1.`)
    if (replicationFactor !== -1) throw not('replication factor')
    if (numPartitions !== -1) throw not('numPartitions')
    const byIndex = new Map<number, number[]>()
    for (const {partitionIndex, brokerIds} of assignments) {
      if (byIndex.has(partitionIndex)) {
        const text = `Found multiple manual partition assignments for partition ${partitionIndex}`
        throw new Refusal(codes.invalidReplicaAssignment, text)
      }
      checkAssignment(cluster, [brokerIds], [...byIndex.values()][0]?.length)
      byIndex.set(partitionIndex, brokerIds)
    }
    return assignments.map((_, index) => {
      const brokerIds = byIndex.get(index)
      if (brokerIds) return brokerIds
      const text = 'partitions should be a consecutive 0-based integer sequence'
      throw new Refusal(codes.invalidReplicaAssignment, text)
    })
  }
  if (replicationFactor < -1 || replicationFactor === 0) {
    const text = 'Replication factor must be larger than 0, or -1 to use the default value.'
    throw new Refusal(codes.invalidReplicationFactor, text)
  }
  if (numPartitions < -1 || numPartitions === 0) {
    throw new Refusal(codes.invalidPartitions, 'Number of partitions was set to an invalid non-positive value.')
  }
  const replicas =
    replicationFactor === -1 ? cluster.configs.brokerNumber(nodeId, 'default.replication.factor') : replicationFactor
  const {length} = cluster.brokers
  if (replicas > length) {
    const text =
      `Unable to replicate the partition ${replicas} time(s): The target replication factor of ${replicas} cannot be ` +
      `reached because only ${length} broker(s) are registered or some brokers have all their log directories cordoned.`
    throw new Refusal(codes.invalidReplicationFactor, text)
  }
  const partitions = numPartitions === -1 ? cluster.configs.brokerNumber(nodeId, 'num.partitions') : numPartitions
  return cluster.place(partitions, replicas)
}
