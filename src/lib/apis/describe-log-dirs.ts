import {api} from '../wire/api.ts'
import {array, bool, int16, int32, int64, nullable, since, string} from '../wire/schema.ts'

export const DescribeLogDirs = api({
  key: 35,
  name: 'DescribeLogDirs',
  versions: [0, 5],
  flexible: 2,
  to: 'node',
  request: {topics: nullable(array({topic: string, partitions: array(int32)}))},
  response: {
    throttleTimeMs: int32,
    errorCode: since(3, int16),
    results: array({
      errorCode: int16,
      logDir: string,
      topics: array({
        name: string,
        partitions: array({partitionIndex: int32, partitionSize: int64, offsetLag: int64, isFutureKey: bool}),
      }),
      totalBytes: since(4, int64, -1),
      usableBytes: since(4, int64, -1),
      isCordoned: since(5, bool),
    }),
  },
})
