import {api} from '../wire/api.ts'
import {array, between, bool, int16, int32, int64, optional, since, string} from '../wire/schema.ts'

export const AddPartitionsToTxn = api({
  key: 24,
  name: 'AddPartitionsToTxn',
  versions: [0, 5],
  flexible: 3,
  to: 'transaction',
  changes: {audit: 'count only'},
  request: {
    transactions: since(
      4,
      array({
        transactionalId: string,
        producerId: int64,
        producerEpoch: int16,
        verifyOnly: optional(bool),
        topics: array({name: string, partitions: array(int32)}),
      }),
    ),
    v3AndBelowTransactionalId: between(0, 3, string),
    v3AndBelowProducerId: between(0, 3, int64),
    v3AndBelowProducerEpoch: between(0, 3, int16),
    v3AndBelowTopics: between(0, 3, array({name: string, partitions: array(int32)})),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: since(4, int16),
    resultsByTransaction: since(
      4,
      array({
        transactionalId: string,
        topicResults: array({
          name: string,
          resultsByPartition: array({partitionIndex: int32, partitionErrorCode: int16}),
        }),
      }),
    ),
    resultsByTopicV3AndBelow: between(
      0,
      3,
      array({name: string, resultsByPartition: array({partitionIndex: int32, partitionErrorCode: int16})}),
    ),
  },
})
