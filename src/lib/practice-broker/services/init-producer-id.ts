import {InitProducerId} from '../../apis/init-producer-id.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

/** Serves idempotent producers; a transactional one gets UNSUPPORTED_VERSION. */
export function initProducerIdService(cluster: PracticeCluster): Service {
  const stableVersion = 5
  return on(
    InitProducerId,
    ({transactionalId}) => {
      if (transactionalId === null) return {producerId: cluster.nextProducerId(), producerEpoch: 0}
      const errorCode = transactionalId === '' ? codes.invalidRequest : codes.unsupportedVersion
      return {errorCode, producerId: -1, producerEpoch: -1}
    },
    stableVersion,
  )
}
