import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {on, type Handler, type Service} from '../../src/lib/practice-broker/server.ts'
import type {Versions} from '../../src/lib/wire/api.ts'

/**
 * What a broker with these services reports about itself; `features` are finalized levels, such as that of
 * `transaction.version`.
 */
export function apiVersionsService(
  services: () => Iterable<Service>,
  features: Readonly<Record<string, number>> = {},
  versions: Versions = ApiVersions.versions,
): Service {
  const described = Object.entries(features)
  const handler: Handler<typeof ApiVersions.request, typeof ApiVersions.response> = () => ({
    apiKeys: [
      ...[...services()].map(({api, versions}) => ({
        apiKey: api.key,
        minVersion: versions[0],
        maxVersion: versions[1],
      })),
      {apiKey: ApiVersions.key, minVersion: versions[0], maxVersion: versions[1]},
    ],
    supportedFeatures: described.map(([name, level]) => ({name, minVersion: 0, maxVersion: level})),
    finalizedFeaturesEpoch: described.length > 0 ? 0 : -1,
    finalizedFeatures: described.map(([name, level]) => ({name, maxVersionLevel: level, minVersionLevel: level})),
  })
  return on(ApiVersions, handler, versions[1], versions[0])
}
