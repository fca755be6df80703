import {CreatePartitions} from '../../apis/create-partitions.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {Got} from '../../wire/schema.ts'
import {checkAssignment, mostPartitions, tooManyPartitions} from '../assignment.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'

type Asked = Got<typeof CreatePartitions.request>['topics'][number]

export function createPartitionsService(cluster: PracticeCluster): Service {
  return on(CreatePartitions, ({topics, validateOnly}) => {
    const names = topics.map(({name}) => name)
    const results = topics
      .filter(({name}, i) => names.indexOf(name) === i)
      .map((asked) => {
        const twice = names.indexOf(asked.name) !== names.lastIndexOf(asked.name)
        const outcome = attempt(() => {
          if (twice) throw new Refusal(codes.invalidRequest, 'Duplicate topic name.')
          return grow(cluster, asked, validateOnly)
        })
        return {...outcome, name: asked.name}
      })
    return {results}
  })
}

function grow(cluster: PracticeCluster, {name, count, assignments}: Asked, validateOnly: boolean) {
  const topic = cluster.topic(name)
  if (!topic) throw new Refusal(codes.unknownTopicOrPartition)
  const {length} = topic.partitions
  if (count === length) throw new Refusal(codes.invalidPartitions, `Topic already has ${length} partition(s).`)
  if (count < length) {
    const text = `The topic ${name} currently has ${length} partition(s); ${count} would not be an increase.`
    throw new Refusal(codes.invalidPartitions, text)
  }
  const added = count - length
  if (added > mostPartitions) throw new Refusal(codes.policyViolation, tooManyPartitions)
  const replicationFactor = topic.partitions[0]?.replicas.length ?? 1
  const given = assignments?.map(({brokerIds}) => brokerIds)
  if (given && given.length !== added) {
    const text = `Attempted to add ${added} additional partition(s), but only ${given.length} assignment(s) were specified.`
    throw new Refusal(codes.invalidReplicaAssignment, text)
  }
  if (given) checkAssignment(cluster, given, replicationFactor)
  if (!validateOnly) cluster.addPartitions(topic, given ?? cluster.place(added, replicationFactor, length))
  return {}
}
