import {api} from '../wire/api.ts'
import {array, bool, int16, int32, int8, nullable, since, string} from '../wire/schema.ts'

export const DescribeCluster = api({
  key: 60,
  name: 'DescribeCluster',
  versions: [0, 2],
  flexible: 0,
  to: 'any',
  request: {
    includeClusterAuthorizedOperations: bool,
    endpointType: since(1, int8, 1),
    includeFencedBrokers: since(2, bool),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    endpointType: since(1, int8, 1),
    clusterId: string,
    controllerId: int32,
    brokers: array({brokerId: int32, host: string, port: int32, rack: nullable(string), isFenced: since(2, bool)}),
    clusterAuthorizedOperations: int32,
  },
})
