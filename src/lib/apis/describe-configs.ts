import {api} from '../wire/api.ts'
import {array, between, bool, int16, int32, int8, nullable, repeating, since, string} from '../wire/schema.ts'

export const DescribeConfigs = api({
  key: 32,
  name: 'DescribeConfigs',
  versions: [0, 4],
  flexible: 4,
  to: 'any',
  request: {
    resources: array({resourceType: int8, resourceName: string, configurationKeys: nullable(array(string))}),
    includeSynonyms: since(1, bool),
    includeDocumentation: since(3, bool),
  },
  response: {
    throttleTimeMs: int32,
    results: array({
      errorCode: int16,
      errorMessage: nullable(string),
      resourceType: int8,
      resourceName: string,
      // Most topics have the default configs, with identical bytes.
      configs: repeating(
        array({
          name: string,
          value: nullable(string),
          readOnly: bool,
          isDefault: between(0, 0, bool),
          configSource: since(1, int8, -1),
          isSensitive: bool,
          synonyms: since(1, array({name: string, value: nullable(string), source: int8})),
          configType: since(3, int8),
          documentation: since(3, nullable(string)),
        }),
      ),
    }),
  },
})
