// The JSON Schema of kafkit's own format, for editors: schemas/provisioning.schema.json. A test compares it with the
// reader.
import {quotaKeys} from '../../quotas/quota-keys.ts'
import {scramMechanisms} from '../../users/scram-mechanism.ts'

const ref = (name: string) => ({$ref: `#/$defs/${name}`})
const object = (properties: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...more,
})
const described = (description: string, schema: object) => ({description, ...schema})
const mapOf = (values: object, more: Readonly<Record<string, unknown>> = {}) => ({
  type: ['object', 'null'],
  additionalProperties: values,
  ...more,
})
const text = {type: 'string'}
const state = described('absent: delete it', {enum: ['present', 'absent']})
const names = {anyOf: [text, {type: 'array', items: text}]}

const topic = {
  ...object({
    is: described('kinds that the topic takes fields from; later ones win', names),
    state,
    partitions: described('a number; -1 leaves it to the brokers', {
      anyOf: [
        {type: 'integer', minimum: -1},
        object({atLeast: {type: 'integer', minimum: 1}}, {required: ['atLeast']}),
      ],
    }),
    replicationFactor: described('replicas of each partition; -1 leaves it to the brokers', {
      type: 'integer',
      minimum: -1,
    }),
    assignment: described('node ids of each partition, the preferred leader first', {
      type: 'array',
      minItems: 1,
      items: {type: 'array', minItems: 1, items: {type: 'integer', minimum: 0}},
    }),
    placement: object({
      racks: {enum: ['spread', 'any']},
      brokers: {type: 'array', items: {type: 'integer', minimum: 0}},
    }),
    configs: ref('configs'),
    ignore: described('configs that are neither compared nor changed', names),
    about: described('free text for people', mapOf({type: ['string', 'number', 'boolean', 'null']})),
  }),
  type: ['object', 'null'],
}

const resources = (description: string) =>
  described(description, mapOf(object({configs: ref('configs')}, {required: ['configs']})))

const resourceFields = {
  topic: names,
  group: names,
  transactionalId: names,
  delegationToken: names,
  user: names,
  cluster: {},
}

/** JSON Schema, draft 2020-12. */
export const provisioningSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'kafkit provisioning',
  description: 'The desired state of a Kafka cluster, for kafkit plan and kafkit apply.',
  ...object(
    {
      kafkit: described('the version of this format', {const: 1}),
      cluster: object({id: described('refuse any other cluster', text)}),
      scope: described(
        'what this file owns: names, or prefixes with * at the end',
        object({
          topics: names,
          groups: names,
          principals: names,
          protect: described('topics that are never deleted', names),
        }),
      ),
      defaults: object({topics: ref('topic')}),
      kinds: described('sets of fields that topics take with is', mapOf(ref('topic'))),
      topics: mapOf(ref('topic'), {propertyNames: {pattern: '^[a-zA-Z0-9._-]{1,249}$'}}),
      access: described(
        'roles of each principal',
        mapOf(
          object({
            produce: described('topics; a * at the end makes a prefix', names),
            transactional: described('transactional ids', names),
            consume: {
              type: 'array',
              items: object({topics: names, group: text}, {required: ['topics', 'group']}),
            },
            streams: object({applicationId: text, read: names, write: names}, {required: ['applicationId']}),
          }),
          {propertyNames: {pattern: '^[^:]+:.'}},
        ),
      ),
      acls: {
        type: ['array', 'null'],
        items: object(
          {
            principal: text,
            host: names,
            state,
            allow: names,
            deny: names,
            pattern: {enum: ['literal', 'prefixed']},
            ...resourceFields,
          },
          {
            required: ['principal'],
            oneOf: [{required: ['allow']}, {required: ['deny']}],
            anyOf: Object.keys(resourceFields).map((field) => ({required: [field]})),
          },
        ),
      },
      users: mapOf(
        object({
          state,
          scram: object(
            Object.fromEntries(
              Object.entries(scramMechanisms).map(([name, {leastIterations, mostIterations}]) => [
                name,
                object({
                  iterations: {type: 'integer', minimum: leastIterations, maximum: mostIterations},
                  passwordFrom: object(
                    {env: text, file: text, command: {type: 'array', minItems: 1, items: text}},
                    {minProperties: 1, maxProperties: 1},
                  ),
                }),
              ]),
            ),
          ),
        }),
      ),
      quotas: {
        type: ['array', 'null'],
        items: object({
          user: described('default: all users without a quota of their own', text),
          clientId: text,
          ip: text,
          ...Object.fromEntries(Object.keys(quotaKeys).map((key) => [key, {type: ['number', 'string', 'null']}])),
        }),
      },
      brokers: resources('by node id, or default for all of them'),
      groups: resources('by group id (Kafka 4.0)'),
      clientMetrics: mapOf(ref('configs')),
      policy: described('rules of kafkit lint', {type: ['object', 'null']}),
    },
    {required: ['kafkit']},
  ),
  $defs: {
    configs: described("Kafka's names; times and sizes may have units, null: must not be set", {
      type: ['object', 'null'],
      additionalProperties: {
        anyOf: [
          {type: ['string', 'number', 'boolean', 'null']},
          {type: 'array', items: {type: ['string', 'number', 'boolean']}},
        ],
      },
    }),
    topic,
  },
}
