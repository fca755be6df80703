import {ApiVersions} from '../../apis/api-versions.ts'
import {Produce} from '../../apis/produce.ts'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

/**
 * Every API of `services`, in the versions in which it is answered. No features are finalized: group.version,
 * transaction.version and the others are at level 0, so clients use the classic group protocol and no transactions.
 */
export function apiVersionsService(_: PracticeCluster, services: ReadonlyMap<number, Service>): Service {
  return on(ApiVersions, ({clientSoftwareName, clientSoftwareVersion}, {version}) => {
    if (version >= 3 && !(softwareName.test(clientSoftwareName) && softwareName.test(clientSoftwareVersion))) {
      return {errorCode: codes.invalidRequest}
    }
    return {
      apiKeys: [...services.values()]
        .map(({api, versions: [minVersion, maxVersion]}) => ({
          apiKey: api.key,
          // Kafka offers version 0 and refuses it (KAFKA-18659): librdkafka compresses only if version 0 is offered.
          minVersion: api.key === Produce.key ? 0 : minVersion,
          maxVersion,
        }))
        .sort((a, b) => a.apiKey - b.apiKey),
    }
  })
}
