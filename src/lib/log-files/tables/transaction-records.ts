// The records of transaction coordinators in __transaction_state. Apache: TransactionLogKey.json,
// TransactionLogValue.json.
import {array, int16, int32, int64, int8, nullable, since, string, tagged} from '../../wire/schema.ts'
import {stored, type CoordinatorRecords} from './stored.ts'

export const transactionRecords = {
  0: {
    name: 'TransactionLog',
    key: {transactionalId: string},
    value: stored([0, 1], 1, {
      producerId: int64,
      previousProducerId: tagged(0, since(1, int64, -1)),
      nextProducerId: tagged(1, since(1, int64, -1)),
      producerEpoch: int16,
      nextProducerEpoch: tagged(3, since(1, int16, -1)),
      transactionTimeoutMs: int32,
      transactionStatus: int8,
      transactionPartitions: nullable(array({topic: string, partitionIds: array(int32)})),
      transactionLastUpdateTimestampMs: int64,
      transactionStartTimestampMs: int64,
      clientTransactionVersion: tagged(2, since(1, int16)),
    }),
  },
} satisfies CoordinatorRecords
