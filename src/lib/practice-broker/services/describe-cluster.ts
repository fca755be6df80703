import {DescribeCluster} from '../../apis/describe-cluster.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {clusterOperations, operationsNotAsked} from '../authorized-operations.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

export function describeClusterService(cluster: PracticeCluster): Service {
  return on(DescribeCluster, ({endpointType, includeClusterAuthorizedOperations: operations}) => {
    if (endpointType !== 1) {
      const wanted = 'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER'
      return {
        errorCode: endpointType === 2 ? codes.mismatchedEndpointType : codes.unsupportedEndpointType,
        errorMessage: endpointType === 2 ? wanted : `Unsupported endpoint type ${endpointType}`,
        controllerId: -1,
        clusterAuthorizedOperations: operationsNotAsked,
      }
    }
    return {
      errorMessage: null,
      clusterId: cluster.clusterId,
      controllerId: cluster.controller.id,
      brokers: cluster.brokers.map(({id, host, port, rack}) => ({brokerId: id, host, port, rack})),
      clusterAuthorizedOperations: operations ? clusterOperations : operationsNotAsked,
    }
  })
}
