import {api} from '../wire/api.ts'
import {array, bool, ignorable, int16, int32, int64, since, string, tagged} from '../wire/schema.ts'

export const ApiVersions = api({
  key: 18,
  name: 'ApiVersions',
  versions: [0, 4],
  flexible: 3,
  to: 'any',
  request: {
    clientSoftwareName: ignorable(since(3, string)),
    clientSoftwareVersion: ignorable(since(3, string)),
  },
  response: {
    errorCode: int16,
    apiKeys: array({apiKey: int16, minVersion: int16, maxVersion: int16}),
    throttleTimeMs: since(1, int32),
    supportedFeatures: tagged(0, since(3, array({name: string, minVersion: int16, maxVersion: int16}))),
    finalizedFeaturesEpoch: tagged(1, since(3, int64, -1)),
    finalizedFeatures: tagged(2, since(3, array({name: string, maxVersionLevel: int16, minVersionLevel: int16}))),
    zkMigrationReady: tagged(3, since(3, bool)),
  },
})
