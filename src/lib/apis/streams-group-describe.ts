import {api} from '../wire/api.ts'
import {array, bool, int16, int32, int64, nullable, string, struct, uint16} from '../wire/schema.ts'

export const StreamsGroupDescribe = api({
  key: 89,
  name: 'StreamsGroupDescribe',
  versions: [0, 0],
  flexible: 0,
  to: 'group',
  request: {groupIds: array(string), includeAuthorizedOperations: bool},
  response: {
    throttleTimeMs: int32,
    groups: array({
      errorCode: int16,
      errorMessage: nullable(string),
      groupId: string,
      groupState: string,
      groupEpoch: int32,
      assignmentEpoch: int32,
      topology: nullable(
        struct({
          epoch: int32,
          subtopologies: nullable(
            array({
              subtopologyId: string,
              sourceTopics: array(string),
              repartitionSinkTopics: array(string),
              stateChangelogTopics: array({
                name: string,
                partitions: int32,
                replicationFactor: int16,
                topicConfigs: array({key: string, value: string}),
              }),
              repartitionSourceTopics: array({
                name: string,
                partitions: int32,
                replicationFactor: int16,
                topicConfigs: array({key: string, value: string}),
              }),
            }),
          ),
        }),
      ),
      members: array({
        memberId: string,
        memberEpoch: int32,
        instanceId: nullable(string),
        rackId: nullable(string),
        clientId: string,
        clientHost: string,
        topologyEpoch: int32,
        processId: string,
        userEndpoint: nullable(struct({host: string, port: uint16})),
        clientTags: array({key: string, value: string}),
        taskOffsets: array({subtopologyId: string, partition: int32, offset: int64}),
        taskEndOffsets: array({subtopologyId: string, partition: int32, offset: int64}),
        assignment: struct({
          activeTasks: array({subtopologyId: string, partitions: array(int32)}),
          standbyTasks: array({subtopologyId: string, partitions: array(int32)}),
          warmupTasks: array({subtopologyId: string, partitions: array(int32)}),
        }),
        targetAssignment: struct({
          activeTasks: array({subtopologyId: string, partitions: array(int32)}),
          standbyTasks: array({subtopologyId: string, partitions: array(int32)}),
          warmupTasks: array({subtopologyId: string, partitions: array(int32)}),
        }),
        isClassic: bool,
      }),
      authorizedOperations: int32,
    }),
  },
})
