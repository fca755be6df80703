import {DeleteTopics} from '../../apis/delete-topics.ts'
import {errorCode as codes, kafkaErrors} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt, Refusal} from '../refusal.ts'
import {on, type Service} from '../server.ts'
import {noTopicId} from '../topic.ts'

export function deleteTopicsService(cluster: PracticeCluster): Service {
  return on(DeleteTopics, ({topics, topicNames}, {version, nodeId}) => {
    const asked = version < 6 ? topicNames.map((name) => ({name, topicId: noTopicId})) : topics
    const keys = asked.map(({name, topicId}) => `${name} ${topicId}`)
    const responses = asked
      .filter((_, i) => keys.indexOf(keys[i] ?? '') === i)
      .map((each) => {
        const {name, topicId} = each
        const outcome = attempt(() => {
          if (cluster.configs.broker(nodeId, 'delete.topic.enable') !== 'true') refuse(codes.topicDeletionDisabled)
          const key = `${name} ${topicId}`
          const byId = topicId !== noTopicId
          if (name !== null && byId) refuse(codes.invalidRequest, 'You may not specify both topic name and topic id.')
          if (name === null && !byId) refuse(codes.invalidRequest, 'Neither topic name nor id were specified.')
          if (keys.indexOf(key) !== keys.lastIndexOf(key)) {
            refuse(codes.invalidRequest, byId ? 'Duplicate topic id.' : 'Duplicate topic name.')
          }
          const topic = byId ? cluster.topicOf(topicId) : cluster.topic(name ?? '')
          if (!topic) return refuse(byId ? codes.unknownTopicId : codes.unknownTopicOrPartition)
          cluster.deleteTopic(topic)
          return {name: topic.name, topicId: topic.id}
        })
        return {...each, ...outcome}
      })
    return {responses}
  })
}

function refuse(code: number, text = kafkaErrors(code).text): never {
  throw new Refusal(code, text)
}
