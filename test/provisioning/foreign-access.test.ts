// ACLs, users and quotas of foreign formats.
import {expect, test} from 'vitest'
import {aclLines, readText, topicLines} from './read.ts'

const strimziUser = (authentication: string) => `
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata: {name: app}
spec:
  authentication: ${authentication}
  authorization:
    type: simple
    acls:
      - {resource: {type: topic, name: orders., patternType: prefix}, operations: [Read, Describe], host: "*"}
      - {type: deny, resource: {type: group, name: g}, operation: Read, host: 10.0.0.7}
      - {resource: {type: cluster}, operations: [DescribeConfigs]}
  quotas: {producerByteRate: 1048576, consumerByteRate: 2097152, requestPercentage: 55}
`

test('a KafkaUser with a password gives the principal, ACLs, quotas and the source of the password', () => {
  const text = strimziUser('{type: scram-sha-512, password: {valueFrom: {secretKeyRef: {name: s, key: k}}}}')
  const read = readText(text, {secrets: {'s/k': 'env:APP_PASSWORD'}})
  expect(read.problems).toEqual([])
  expect(aclLines(read)).toEqual([
    'DENY User:app READ GROUP LITERAL g from 10.0.0.7',
    'User:app DESCRIBE TOPIC PREFIXED orders.',
    'User:app DESCRIBE_CONFIGS CLUSTER LITERAL kafka-cluster',
    'User:app READ TOPIC PREFIXED orders.',
  ])
  const [declared] = read.declared
  expect(declared?.users).toMatchObject([
    {user: 'app', credentials: [{mechanism: 'SCRAM-SHA-512', password: {env: 'APP_PASSWORD'}}]},
  ])
  expect(declared?.quotas).toMatchObject([
    {
      entity: [{type: 'user', name: 'app'}],
      values: [
        {key: 'producer_byte_rate', value: 1_048_576},
        {key: 'consumer_byte_rate', value: 2_097_152},
        {key: 'request_percentage', value: 55},
      ],
    },
  ])
  expect(readText(text).problems.join('\n')).toContain('--secret s/k=env:VARIABLE')
  expect(() => readText(text, {secrets: {'s/k': 'hunter2'}})).toThrow('never the secret itself')
})

test('a KafkaUser with a certificate has its subject as principal; one with a generated password cannot be created', () => {
  const tls = readText(strimziUser('{type: tls}'))
  expect(tls.problems).toEqual([])
  expect(aclLines(tls).every((line) => line.includes('User:CN=app '))).toBe(true)
  const made = readText(strimziUser('{type: scram-sha-512}'))
  expect(made.problems).toEqual([])
  expect(made.declared[0]?.users[0]?.credentials[0]?.password).toBeNull()
  expect(made.remarks.join('\n')).toContain('cannot be created')
})

test('Jikkou: authorizations with roles, quotas and deletions are read', () => {
  const read = readText(`
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaPrincipalRole
metadata: {name: reader}
spec: {acls: [{resource: {type: topic, pattern: orders., patternType: PREFIXED}, type: ALLOW, operations: [READ], host: "*"}]}
---
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaPrincipalAuthorization
metadata: {name: "User:app"}
spec: {roles: [reader], acls: [{resource: {type: group, pattern: g, patternType: LITERAL}, type: ALLOW, operations: [READ]}]}
---
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaClientQuota
metadata: {name: q}
spec: {type: USER_CLIENT, entity: {user: app, clientId: c}, configs: {producerByteRate: 1024}}
---
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaTopic
metadata: {name: old, annotations: {jikkou.io/delete: true}}
spec: {}
`)
  expect(read.problems).toEqual([])
  expect(aclLines(read)).toEqual(['User:app READ GROUP LITERAL g', 'User:app READ TOPIC PREFIXED orders.'])
  const all = read.declared.flatMap(({quotas}) => quotas)
  expect(all).toMatchObject([
    {
      entity: [
        {type: 'user', name: 'app'},
        {type: 'client-id', name: 'c'},
      ],
      values: [{key: 'producer_byte_rate', value: 1024}],
    },
  ])
  expect(read.declared.flatMap(({topics}) => topics)).toMatchObject([{name: 'old', state: 'absent'}])
})

test('topicctl, kdef and Terraform give the same ACL', () => {
  const same = ['User:app READ TOPIC PREFIXED orders from 10.0.0.7']
  const topicctl = readText(`
meta: {name: app, cluster: main, environment: prod, region: eu}
spec: {acls: [{resource: {type: topic, name: orders, patternType: prefixed, principal: "User:app", host: 10.0.0.7, permission: allow}, operations: [read]}]}
`)
  const kdef = readText(`
apiVersion: v1
kind: acl
metadata: {name: orders, type: topic, resourcePatternType: prefixed}
spec: {acls: [{principals: ["User:app"], hosts: [10.0.0.7], operations: [READ], permissionType: ALLOW}]}
`)
  const terraform = readText(
    JSON.stringify({
      format_version: '1.0',
      values: {
        root_module: {
          resources: [
            {
              address: 'kafka_acl.a',
              type: 'kafka_acl',
              values: {
                resource_name: 'orders',
                resource_type: 'Topic',
                resource_pattern_type_filter: 'Prefixed',
                acl_principal: 'User:app',
                acl_host: '10.0.0.7',
                acl_operation: 'Read',
                acl_permission_type: 'Allow',
              },
            },
          ],
        },
      },
    }),
  )
  for (const read of [topicctl, kdef, terraform]) {
    expect(read.problems).toEqual([])
    expect(aclLines(read)).toEqual(same)
  }
})

/** The document that `terraform show -json` prints: resources as the providers keep them. */
const shown = (resources: readonly object[], key = 'values') =>
  JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.9.8',
    [key]: {root_module: {resources: resources.map((each) => ({mode: 'managed', sensitive_values: {}, ...each}))}},
  })
const resource = (address: string, values: object) => ({
  address,
  type: address.split('.')[0],
  name: address.split('.')[1],
  provider_name: 'registry.terraform.io/mongey/kafka',
  schema_version: 0,
  values,
})

test('Terraform: users are read without passwords, with quotas of all users and of a user with a client id', () => {
  const read = readText(
    shown([
      resource('kafka_user_scram_credential.a', {
        id: 'app|SCRAM-SHA-512|hunter2',
        username: 'app',
        scram_mechanism: 'SCRAM-SHA-512',
        scram_iterations: 8192,
        password: 'hunter2',
        password_wo: null,
        password_wo_version: null,
      }),
      resource('kafka_user_scram_credential.b', {
        username: 'app',
        scram_mechanism: 'SCRAM-SHA-256',
        password: 'hunter2',
      }),
      // What the provider keeps where entity_name was left out.
      resource('kafka_quota.all', {entity_name: '', entity_type: 'user', config: {producer_byte_rate: 1048576}}),
      resource('kafka_quota.nobody', {entity_name: null, entity_type: 'client-id', config: {request_percentage: 50}}),
      resource('kafka_quota_composite.both', {
        entity: [
          {type: 'user', name: 'app'},
          {type: 'client-id', name: ''},
        ],
        config: {consumer_byte_rate: 2048},
      }),
    ]),
  )
  expect(read.problems).toEqual([])
  expect(read.declared[0]?.users).toMatchObject([
    {
      user: 'app',
      credentials: [
        {mechanism: 'SCRAM-SHA-512', iterations: 8192, password: null},
        {mechanism: 'SCRAM-SHA-256', iterations: 4096, password: null},
      ],
    },
  ])
  expect(JSON.stringify(read)).not.toContain('hunter2')
  expect(read.remarks.join()).toContain('the password of user app stays in')
  expect(read.declared[0]?.quotas.map(({entity}) => entity)).toEqual([
    [{type: 'user', name: null}],
    [{type: 'client-id', name: null}],
    [
      {type: 'user', name: 'app'},
      {type: 'client-id', name: null},
    ],
  ])
})

const ofConfluent = (cluster: string, name: string) =>
  resource(`confluent_kafka_topic.${name}`, {
    config: {'cleanup.policy': 'delete', 'max.compaction.lag.ms': '9223372036854775807'},
    credentials: [{key: 'KEY', secret: 'hunter2'}],
    id: `${cluster}/${name}`,
    kafka_cluster: [{id: cluster}],
    partitions_count: 6,
    rest_endpoint: 'https://pkc-00000.example.org:443',
    topic_name: name,
  })

test('Terraform: resources of Confluent other than topics and ACLs are skipped by name, without their secrets', () => {
  const read = readText(
    shown([
      resource('confluent_environment.dev', {id: 'env-1', display_name: 'dev'}),
      resource('confluent_kafka_cluster.basic', {id: 'lkc-1', basic: [{}]}),
      resource('confluent_api_key.manager', {id: 'KEY', secret: 'hunter2'}),
      resource('confluent_service_account.app', {id: 'sa-1'}),
      ofConfluent('lkc-1', 'orders'),
      resource('confluent_kafka_acl.read', {
        credentials: [{key: 'KEY', secret: 'hunter2'}],
        host: '*',
        id: 'lkc-1/TOPIC#orders#PREFIXED#User:sa-1#*#READ#ALLOW',
        kafka_cluster: [{id: 'lkc-1'}],
        operation: 'READ',
        pattern_type: 'PREFIXED',
        permission: 'ALLOW',
        principal: 'User:sa-1',
        resource_name: 'orders',
        resource_type: 'TOPIC',
        rest_endpoint: 'https://pkc-00000.example.org:443',
      }),
    ]),
  )
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual(['orders 6/any cleanup.policy=delete max.compaction.lag.ms=9223372036854775807'])
  expect(aclLines(read)).toEqual(['User:sa-1 READ TOPIC PREFIXED orders'])
  expect(read.remarks).toEqual([
    '1:1: 4 resources of Terraform are passed over, because they are not inside Kafka: confluent_api_key, confluent_environment, confluent_kafka_cluster and confluent_service_account',
  ])
  expect(JSON.stringify(read)).not.toContain('hunter2')
})

test('Terraform: topics of two clusters in one state are refused', () => {
  const {problems} = readText(shown([ofConfluent('lkc-1', 'orders'), ofConfluent('lkc-2', 'payments')]))
  expect(problems.join()).toContain(
    'these resources are in 2 clusters (lkc-1 and lkc-2), but a plan of kafkit is for one cluster',
  )
})

test.each([
  'confluent_kafka_client_quota',
  'confluent_kafka_mirror_topic',
  'confluent_role_binding',
  'confluent_cluster_link',
  'aiven_kafka_topic',
  'digitalocean_database_kafka_topic',
  'google_managed_kafka_acl',
  'redpanda_user',
  'kafka_anything',
])('Terraform: %s is inside Kafka and cannot be read: an error, unless --skip-kinds names it', (type) => {
  const text = shown([resource(`${type}.x`, {name: 'x'})], 'planned_values')
  expect(readText(text).problems.join()).toContain(
    `kafkit does not read ${type} of Terraform (${type}.x); --skip-kinds ${type} skips it`,
  )
  expect(readText(text, {skipKinds: [type]}).problems).toEqual([])
})

test('Terraform: a folder without a state is an error, not an empty state', () => {
  expect(readText('{"format_version": "1.0", "terraform_version": "1.9.8"}').problems.join()).toContain(
    'there is no state in this',
  )
})

test('kafka-gitops: an application may write, read and use its group', () => {
  const read = readText(`
topics: {test-topic: {partitions: 6, replication: 1}}
services:
  my-application: {type: application, principal: "User:myapp", consumes: [test-topic], produces: [test-topic]}
customServiceAcls:
  my-application:
    all-of-it: {name: test, type: TOPIC, pattern: PREFIXED, host: "*", operation: DESCRIBE, permission: ALLOW}
`)
  expect(read.problems).toEqual([])
  // As its documentation lists them.
  expect(aclLines(read)).toEqual([
    'User:myapp DESCRIBE TOPIC PREFIXED test',
    'User:myapp READ GROUP LITERAL my-application',
    'User:myapp READ TOPIC LITERAL test-topic',
    'User:myapp WRITE TOPIC LITERAL test-topic',
  ])
})

// What KafkaStreamsService and KafkaConnectService of kafka-gitops make of the same.
test('kafka-gitops: streams and connect have the ACLs that kafka-gitops gives them, and no others', () => {
  const read = readText(`
settings: {services: {acls: {describeTopicEnabled: true}}}
services:
  agg: {type: kafka-streams, principal: User:agg, application-id: app, consumes: [in], produces: [out]}
  sink: {type: kafka-connect, principal: User:sink, connectors: {jdbc: {consumes: [in]}}}
`)
  expect(read.problems).toEqual([])
  const streams = ['READ', 'WRITE', 'DESCRIBE', 'DELETE', 'CREATE', 'ALTER', 'ALTER_CONFIGS', 'DESCRIBE_CONFIGS']
  expect(aclLines(read)).toEqual(
    [
      'User:agg READ TOPIC LITERAL in',
      'User:agg WRITE TOPIC LITERAL out',
      ...['in', 'out'].map((topic) => `User:agg DESCRIBE TOPIC LITERAL ${topic}`),
      ...streams.map((operation) => `User:agg ${operation} TOPIC PREFIXED app`),
      ...['READ', 'DESCRIBE', 'DELETE'].map((operation) => `User:agg ${operation} GROUP LITERAL app`),
      'User:agg DESCRIBE_CONFIGS CLUSTER LITERAL kafka-cluster',
      ...['connect-configs-sink', 'connect-offsets-sink', 'connect-status-sink'].flatMap((topic) =>
        ['READ', 'WRITE'].map((operation) => `User:sink ${operation} TOPIC LITERAL ${topic}`),
      ),
      'User:sink READ GROUP LITERAL sink',
      'User:sink READ TOPIC LITERAL in',
      'User:sink READ GROUP LITERAL connect-jdbc',
    ].toSorted(),
  )
})

test('kafka-gitops: users have the ACLs that kafka-gitops gives their roles', () => {
  const read = readText(`
topics: {}
users:
  ops: {principal: "User:ops", roles: [operator]}
  app: {principal: "User:app", roles: [writer, Reader]}
`)
  expect(read.problems).toEqual([])
  // As its RoleService has them.
  expect(aclLines(read)).toEqual([
    'User:app READ GROUP LITERAL *',
    'User:app READ TOPIC LITERAL *',
    'User:app WRITE TOPIC LITERAL *',
    'User:ops DESCRIBE CLUSTER LITERAL kafka-cluster',
    'User:ops DESCRIBE GROUP LITERAL *',
    'User:ops DESCRIBE TOPIC LITERAL *',
    'User:ops DESCRIBE_CONFIGS TOPIC LITERAL *',
    'User:ops READ GROUP LITERAL *',
  ])
  expect(
    readText('{topics: {}, users: {a: {principal: "User:a", roles: [admin]}}}', {from: 'kafka-gitops'}).problems,
  ).toEqual([
    expect.stringContaining('role admin of user a: the roles of kafka-gitops are reader, writer and operator'),
  ])
})

test('a * at the end of a prefix would match nothing, in any format', () => {
  const {problems} = readText(strimziUser('{type: tls}').replace('name: orders.', 'name: "orders.*"'))
  expect(problems.join('\n')).toContain('leave out the *')
})

// What AclsBindingsBuilder of Julie 4.4 makes of the same.
test('Julie: consumers, producers, streams and connectors have the ACLs that Julie gives them, and no others', () => {
  const read = readText(`
context: shop
env: prod
projects:
  - name: orders
    consumers: [{principal: User:reads, metadata: {system: s}}]
    producers: [{principal: User:writes, transactionId: tx-*}]
    streams:
      - {principal: User:agg, applicationId: agg, exactlyOnce: true, topics: {read: [a, b], write: [c]}}
      - {principal: User:plain, topics: {read: [a]}}
    connectors:
      - {principal: User:sink, group: g, status_topic: s, offset_topic: o, configs_topic: c, topics: {read: [a]}}
    topics:
      - name: created
        metadata: {owner: team-orders, level: 3}
        consumers: [{principal: User:audit, group: audit}]
        producers: [{principal: User:till, idempotence: "true"}]
`)
  expect(read.problems).toEqual([])
  expect(aclLines(read)).toEqual(
    [
      ...['DESCRIBE', 'READ'].map((operation) => `User:reads ${operation} TOPIC LITERAL shop.prod.orders.created`),
      'User:reads READ GROUP LITERAL *',
      ...['DESCRIBE', 'WRITE'].map((operation) => `User:writes ${operation} TOPIC LITERAL shop.prod.orders.created`),
      ...['DESCRIBE', 'WRITE'].map((operation) => `User:writes ${operation} TRANSACTIONAL_ID PREFIXED tx-`),
      'User:writes IDEMPOTENT_WRITE CLUSTER LITERAL kafka-cluster',
      ...['DESCRIBE', 'READ'].map((operation) => `User:audit ${operation} TOPIC LITERAL shop.prod.orders.created`),
      'User:audit READ GROUP LITERAL audit',
      ...['DESCRIBE', 'WRITE'].map((operation) => `User:till ${operation} TOPIC LITERAL shop.prod.orders.created`),
      'User:till IDEMPOTENT_WRITE CLUSTER LITERAL kafka-cluster',
      'User:agg READ TOPIC LITERAL a',
      'User:agg READ TOPIC LITERAL b',
      'User:agg WRITE TOPIC LITERAL c',
      'User:agg ALL TOPIC PREFIXED agg',
      'User:agg READ GROUP PREFIXED agg',
      ...['DESCRIBE', 'WRITE'].map((operation) => `User:agg ${operation} TRANSACTIONAL_ID PREFIXED agg`),
      'User:plain READ TOPIC LITERAL a',
      'User:plain ALL TOPIC PREFIXED shop.prod.orders',
      'User:plain READ GROUP PREFIXED shop.prod.orders',
      ...['s', 'o', 'c'].flatMap((topic) =>
        ['READ', 'WRITE'].map((operation) => `User:sink ${operation} TOPIC LITERAL ${topic}`),
      ),
      'User:sink READ GROUP LITERAL g',
      'User:sink READ TOPIC LITERAL a',
    ].toSorted(),
  )
  expect(read.declared[0]?.topics[0]?.about).toEqual({owner: 'team-orders', level: '3'})
})

test('Julie: connectors of version 3 have the default names of workers unless the file gives others', () => {
  const read = readText(`
context: shop
projects: [{name: orders, connectors: {access_control: [{principal: User:sink, topics: {write: [a]}}]}}]
`)
  expect(read.problems).toEqual([])
  expect(aclLines(read)).toEqual(
    [
      ...['connect-status', 'connect-offsets', 'connect-configs'].flatMap((topic) =>
        ['READ', 'WRITE'].map((operation) => `User:sink ${operation} TOPIC LITERAL ${topic}`),
      ),
      'User:sink READ GROUP LITERAL connect-cluster',
      'User:sink WRITE TOPIC LITERAL a',
    ].toSorted(),
  )
})

test('Julie: an application without an id is named after its project, which --julie-name leaves unknown', () => {
  const text = 'context: a\nprojects: [{name: p, streams: [{principal: User:s, topics: {read: [t]}}]}]'
  expect(readText(text).problems).toEqual([])
  expect(readText(text, {julieName: '{{topic}}'}).problems.join()).toContain(
    '2:32: an application of streams of p has no',
  )
})
