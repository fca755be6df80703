// Scenario 46: what is exported declares what was there. Each text is read back as a file and compared with the state.
import {expect, test} from 'vitest'
import type {AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {yamlText} from '../../src/lib/cli/yaml.ts'
import type {Section} from '../../src/lib/provisioning/declared.ts'
import {exportFormats, type ExportFormatName} from '../../src/lib/provisioning/exports/formats.ts'
import type {ClusterState} from '../../src/lib/provisioning/exports/state.ts'
import {aclLines, readText, topicLines} from './read.ts'

const acl = (binding: Partial<AclBinding>): AclBinding => ({
  resourceType: 'TOPIC',
  resourceName: 'orders',
  patternType: 'LITERAL',
  principal: 'User:app',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
  ...binding,
})
const sections: Section[] = ['topics', 'acls', 'users', 'quotas', 'brokers', 'groups', 'clientMetrics']
const state: ClusterState = {
  clusterId: 'x',
  sections: new Set(sections),
  topics: [
    {name: 'Orders_v1', partitions: 12, replicationFactor: 3, configs: []},
    {
      name: 'orders',
      partitions: 6,
      replicationFactor: 2,
      configs: [
        {name: 'cleanup.policy', type: 'LIST', value: 'compact,delete'},
        {name: 'max.compaction.lag.ms', type: 'LONG', value: '9223372036854775807'},
        {name: 'retention.bytes', type: 'LONG', value: '1073741824'},
        {name: 'retention.ms', type: 'LONG', value: '604800001'},
        {name: 'segment.ms', type: 'LONG', value: '604800000'},
      ],
    },
    {name: 'orders-v1', partitions: 1, replicationFactor: 1, configs: []},
  ],
  acls: [
    acl({}),
    acl({operation: 'DESCRIBE_CONFIGS'}),
    acl({resourceType: 'GROUP', resourceName: 'g', patternType: 'PREFIXED', host: '10.0.0.7'}),
    acl({resourceType: 'CLUSTER', resourceName: 'kafka-cluster', operation: 'DESCRIBE', permission: 'DENY'}),
    acl({resourceType: 'TRANSACTIONAL_ID', resourceName: 't', operation: 'WRITE', principal: 'User:other'}),
  ],
  users: [{user: 'app', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 4096}]}],
  quotas: [{entity: [{type: 'user', name: 'app'}], quotas: [{key: 'producer_byte_rate', value: 1_048_576}]}],
  resources: [
    {resource: {type: 'BROKER', name: ''}, configs: [{name: 'log.cleaner.threads', type: 'INT', value: '2'}]},
    {resource: {type: 'BROKER', name: '3'}, configs: [{name: 'num.io.threads', type: 'INT', value: '16'}]},
    {
      resource: {type: 'GROUP', name: 'report'},
      configs: [{name: 'consumer.session.timeout.ms', type: 'INT', value: '30000'}],
    },
    {
      resource: {type: 'CLIENT_METRICS', name: 'apps'},
      configs: [
        {name: 'interval.ms', type: 'INT', value: '30000'},
        {name: 'metrics', type: 'LIST', value: 'a.,b.'},
      ],
    },
  ],
  failures: [],
  notes: [],
}

const written = (format: ExportFormatName, of: ClusterState = state) => {
  const {files, lost} = exportFormats[format].write(of, 'main')
  const texts = files.flatMap(({content}) =>
    typeof content === 'string' ? [content] : content.map((document) => yamlText(document)),
  )
  return {text: texts.join('---\n'), lost, names: files.map(({name}) => name)}
}

test.each(['native', 'strimzi', 'jikkou', 'topicctl'] as const)(
  'scenario 46: --as %s is read as what was there',
  (format) => {
    const {text, lost} = written(format)
    const read = readText(text)
    expect(read.problems).toEqual([])
    expect(lost).toEqual([])
    expect(topicLines(read)).toEqual([
      'Orders_v1 12/3',
      'orders 6/2 cleanup.policy=compact,delete max.compaction.lag.ms=9223372036854775807 retention.bytes=1073741824 retention.ms=604800001 segment.ms=604800000',
      'orders-v1 1/1',
    ])
    expect(aclLines(read)).toEqual([
      'DENY User:app DESCRIBE CLUSTER LITERAL kafka-cluster',
      'User:app DESCRIBE_CONFIGS TOPIC LITERAL orders',
      'User:app READ GROUP PREFIXED g from 10.0.0.7',
      'User:app READ TOPIC LITERAL orders',
      'User:other WRITE TRANSACTIONAL_ID LITERAL t',
    ])
    if (format === 'topicctl') return
    expect(read.declared.flatMap(({users}) => users)).toMatchObject([
      {user: 'app', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 4096, password: null}]},
    ])
    expect(read.declared.flatMap(({quotas}) => quotas)).toMatchObject([
      {entity: [{type: 'user', name: 'app'}], values: [{key: 'producer_byte_rate', value: 1_048_576}]},
    ])
  },
)

test("scenario 46: kafkit's own format exports all sections, with units where they are exact", () => {
  const {text, names} = written('native')
  expect(names).toEqual([
    'topics.yaml',
    'acls.yaml',
    'users.yaml',
    'quotas.yaml',
    'brokers.yaml',
    'groups.yaml',
    'client-metrics.yaml',
  ])
  expect(text).toContain('segment.ms: 7d')
  expect(text).toContain('retention.bytes: 1GiB')
  expect(text).toContain('retention.ms: 604800001')
  const configs = readText(text).declared.flatMap((each) => each.configs)
  expect(
    configs.map(({resource, configs: own}) => [
      resource.type,
      resource.name,
      own.map(({name, value}) => `${name}=${value}`).join(' '),
    ]),
  ).toEqual([
    ['BROKER', '3', 'num.io.threads=16'],
    ['BROKER', '', 'log.cleaner.threads=2'],
    ['GROUP', 'report', 'consumer.session.timeout.ms=30000'],
    ['CLIENT_METRICS', 'apps', 'interval.ms=30000 metrics=a.,b.'],
  ])
})

test('what a format cannot express is reported, not silently left out', () => {
  const odd: ClusterState = {
    ...state,
    acls: [acl({principal: 'User:Büro'})],
    users: [{user: 'app', credentials: [{mechanism: 'SCRAM-SHA-256', iterations: 8192}]}],
    quotas: [{entity: [{type: 'ip', name: null}], quotas: [{key: 'connection_creation_rate', value: 5}]}],
  }
  expect(written('strimzi', odd).lost).toHaveLength(3)
  expect(written('jikkou', odd).lost).toHaveLength(1)
  expect(written('native', odd).lost).toEqual([])
})

test('--as terraform writes resources of the provider with import blocks for what exists', () => {
  const {text, names, lost} = written('terraform', {
    ...state,
    topics: state.topics
      .slice(1, 2)
      .map((topic) => ({...topic, configs: [{name: 'a', type: 'STRING', value: '${x}'}]})),
    acls: state.acls.slice(2, 3),
  })
  expect({names, lost}).toEqual({names: ['topics.tf', 'acls.tf', 'quotas.tf'], lost: []})
  expect(text).toMatchInlineSnapshot(`
    "import {
      to = kafka_topic.orders
      id = "orders"
    }

    resource "kafka_topic" "orders" {
      name               = "orders"
      partitions         = 6
      replication_factor = 2
      config = {
        "a" = "$\${x}"
      }
    }
    ---
    import {
      to = kafka_acl.User_app_Read_g
      id = "User:app|10.0.0.7|Read|Allow|Group|g|Prefixed"
    }

    resource "kafka_acl" "User_app_Read_g" {
      resource_name                = "g"
      resource_type                = "Group"
      resource_pattern_type_filter = "Prefixed"
      acl_principal                = "User:app"
      acl_host                     = "10.0.0.7"
      acl_operation                = "Read"
      acl_permission_type          = "Allow"
    }
    ---
    resource "kafka_quota" "user_app" {
      entity_name = "app"
      entity_type = "user"
      config = {
        producer_byte_rate = "1048576"
      }
    }
    "
  `)
})

/** What `terraform show -json` says once these resources are in its state: attributes as they stand in HCL, with an id. */
function shownByTerraform(hcl: string): string {
  const value = (text: string): unknown => JSON.parse(text.replaceAll(/([$%])\1(?=\{)/g, '$1')) as unknown
  const resources = [...hcl.matchAll(/^resource "(\w+)" "([\w-]+)" \{\n([\s\S]*?)^\}$/gm)].map(
    ([, type = '', label = '', body = '']) => {
      const values: Record<string, unknown> = {id: label, ...(type === 'kafka_topic' ? {force_delete: null} : {})}
      let into = values
      for (const line of body.split('\n').filter((each) => each.trim() !== '')) {
        const [, name = '', text = ''] = /^ +"?([\w.-]+?)"? += (.*)$/.exec(line) ?? []
        if (line.trim() === '}') into = values
        else if (text === '{') values[name] = into = {}
        else if (name === '') throw new Error(`not understood: ${line}`)
        // Quotas are numbers in the provider.
        else into[name] = type === 'kafka_quota' && into !== values ? Number(value(text)) : value(text)
      }
      return {
        address: `${type}.${label}`,
        mode: 'managed',
        type,
        name: label,
        provider_name: 'registry.terraform.io/mongey/kafka',
        schema_version: type === 'kafka_acl' ? 1 : 0,
        values,
        sensitive_values: {},
      }
    },
  )
  return JSON.stringify({format_version: '1.0', terraform_version: '1.9.8', values: {root_module: {resources}}})
}

test('scenario 46: an export --as terraform, applied and shown as JSON, is read as the same state', () => {
  const {text, lost} = written('terraform', {
    ...state,
    quotas: [
      ...state.quotas,
      {entity: [{type: 'client-id', name: null}], quotas: [{key: 'request_percentage', value: 50.5}]},
    ],
  })
  expect(lost).toEqual([])
  const [read, native] = [readText(shownByTerraform(text)), readText(written('native').text)]
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual(topicLines(native))
  expect(topicLines(read)).toHaveLength(3)
  expect(aclLines(read)).toEqual(aclLines(native))
  expect(aclLines(read)).toHaveLength(5)
  expect(read.declared.flatMap(({quotas}) => quotas)).toMatchObject([
    {entity: [{type: 'user', name: 'app'}], values: [{key: 'producer_byte_rate', value: 1_048_576}]},
    {entity: [{type: 'client-id', name: null}], values: [{key: 'request_percentage', value: 50.5}]},
  ])
})
