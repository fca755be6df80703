import {api} from '../wire/api.ts'
import {
  array,
  bool,
  int16,
  int32,
  int8,
  nullable,
  optional,
  repeating,
  since,
  string,
  tagged,
  uuid,
} from '../wire/schema.ts'

export const CreateTopics = api({
  key: 19,
  name: 'CreateTopics',
  versions: [2, 7],
  flexible: 5,
  to: 'controller',
  changes: {when: ({validateOnly}) => validateOnly !== true, audit: ({topics}) => ({topics})},
  request: {
    topics: array({
      name: string,
      numPartitions: int32,
      replicationFactor: int16,
      assignments: array({partitionIndex: int32, brokerIds: array(int32)}),
      configs: array({name: string, value: nullable(string)}),
    }),
    timeoutMs: optional(int32, 60000),
    validateOnly: optional(bool),
  },
  response: {
    throttleTimeMs: int32,
    topics: array({
      name: string,
      topicId: since(7, uuid),
      errorCode: int16,
      errorMessage: nullable(string),
      topicConfigErrorCode: tagged(0, since(5, int16)),
      numPartitions: since(5, int32, -1),
      replicationFactor: since(5, int16, -1),
      // All configs of each topic; most topics have the defaults, with identical bytes.
      configs: since(
        5,
        nullable(
          repeating(
            array({
              name: string,
              value: nullable(string),
              readOnly: bool,
              configSource: int8,
              isSensitive: bool,
            }),
          ),
        ),
      ),
    }),
  },
})
