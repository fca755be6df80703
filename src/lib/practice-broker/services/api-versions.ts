import {errorCode as codes} from '../../cluster/error-codes.ts'
import {ApiVersions} from '../../apis/api-versions.ts'
import {Produce} from '../../apis/produce.ts'
import {on, type Service} from '../server.ts'

const softwareName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/

/**
 * The services, in the versions that they have. No features are finalised: group.version, transaction.version and the
 * rest are at level 0, so clients use the classic group protocol and no transactions.
 */
export function apiVersionsService(services: readonly Service[]): Service {
  return on(ApiVersions, ({clientSoftwareName, clientSoftwareVersion}, {version}) => {
    if (version >= 3 && !(softwareName.test(clientSoftwareName) && softwareName.test(clientSoftwareVersion))) {
      return {errorCode: codes.invalidRequest}
    }
    const offered = [...services, {api: ApiVersions, versions: ApiVersions.versions}]
    return {
      apiKeys: offered
        .map(({api, versions: [minVersion, maxVersion]}) => ({
          apiKey: api.key,
          // As Kafka says and does not mean (KAFKA-18659): librdkafka compresses only if version 0 is offered.
          minVersion: api.key === Produce.key ? 0 : minVersion,
          maxVersion,
        }))
        .sort((a, b) => a.apiKey - b.apiKey),
    }
  })
}
