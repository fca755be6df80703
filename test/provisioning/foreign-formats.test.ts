// Scenarios 43 to 45: files that people have, read as they are.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {parseAllDocuments, stringify} from 'yaml'
import {root} from '../../scripts/command-files.ts'
import {formatNames} from '../../src/lib/provisioning/formats.ts'
import {readText, topicLines} from './read.ts'

const three = [
  'orders 12/3 max.message.bytes=2097152 retention.ms=604800000',
  'orders-state 12/3 cleanup.policy=compact',
  'payments 3/2',
]

const kubernetes = (
  apiVersion: string,
  spec: {name?: string; partitions: string; replicas: string; configs: string},
  kind = 'KafkaTopic',
) => {
  const one = (name: string, partitions: number, replicas: number, configs: Record<string, unknown>) => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${spec.name === undefined ? name : `k8s-${name}`}
  labels: {strimzi.io/cluster: main}
spec:
  ${spec.name === undefined ? '' : `${spec.name}: ${name}`}
  ${spec.partitions}: ${partitions}
  ${spec.replicas}: ${replicas}
  ${spec.configs}: ${JSON.stringify(configs)}
status: {observedGeneration: 1}
`
  return [
    one('orders', 12, 3, {'retention.ms': 604_800_000, 'max.message.bytes': '2097152'}),
    one('orders-state', 12, 3, {'cleanup.policy': 'compact'}),
    one('payments', 3, 2, {}),
  ].join('---')
}
const indented = (text: string, prefix: string) => text.replaceAll(/^(?=.)/gm, prefix)

/** Each format of which kafkit says that it reads it. */
const samples: Readonly<Record<string, {readonly text: string; readonly file?: string}>> = {
  native: {
    text: `
kafkit: 1
defaults: {topics: {partitions: 12, replicationFactor: 3}}
topics:
  orders: {configs: {retention.ms: 7d, max.message.bytes: 2MiB}}
  orders-state: {configs: {cleanup.policy: [compact]}}
  payments: {partitions: 3, replicationFactor: 2}
`,
  },
  strimzi: {
    text: kubernetes('kafka.strimzi.io/v1beta2', {
      name: 'topicName',
      partitions: 'partitions',
      replicas: 'replicas',
      configs: 'config',
    }),
  },
  'kubernetes-list': {
    text: `
apiVersion: v1
kind: List
items:
${kubernetes('kafka.strimzi.io/v1', {
  name: 'topicName',
  partitions: 'partitions',
  replicas: 'replicas',
  configs: 'config',
})
  .split('---')
  .map((each) => `- ${indented(each.trim(), '  ').trimStart()}`)
  .join('\n')}
`,
  },
  koperator: {
    text: kubernetes('kafka.banzaicloud.io/v1alpha1', {
      name: 'name',
      partitions: 'partitions',
      replicas: 'replicationFactor',
      configs: 'config',
    }),
  },
  redpanda: {
    text: kubernetes(
      'cluster.redpanda.com/v1alpha2',
      {
        name: 'overwriteTopicName',
        partitions: 'partitions',
        replicas: 'replicationFactor',
        configs: 'additionalConfig',
      },
      'Topic',
    ),
  },
  confluent: {
    text: kubernetes('platform.confluent.io/v1beta1', {
      name: 'name',
      partitions: 'partitionCount',
      replicas: 'replicas',
      configs: 'configs',
    }),
  },
  ns4kafka: {
    text: kubernetes('v1', {partitions: 'partitions', replicas: 'replicationFactor', configs: 'configs'}, 'Topic'),
  },
  jikkou: {
    text: `
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaTopicList
items:
  - {apiVersion: kafka.jikkou.io/v1beta2, kind: KafkaTopic, metadata: {name: orders}, spec: {partitions: 12, replicas: 3, configs: {max.message.bytes: 2097152}, configMapRefs: [week]}}
  - {apiVersion: kafka.jikkou.io/v1beta2, kind: KafkaTopic, metadata: {name: orders-state}, spec: {partitions: 12, replicas: 3, configs: {cleanup.policy: compact}}}
---
apiVersion: kafka.jikkou.io/v1
kind: KafkaTopic
metadata: {name: payments}
spec: {partitions: 3, replicas: 2}
---
apiVersion: core.jikkou.io/v1beta2
kind: ConfigMap
metadata: {name: week}
data: {retention.ms: 604800000}
`,
  },
  kdef: {
    text: `
apiVersion: v1
kind: topic
metadata: {name: orders}
spec: {partitions: 12, replicationFactor: 3, configs: {retention.ms: "604800000", max.message.bytes: "2097152"}}
---
apiVersion: v1
kind: topic
metadata: {name: orders-state}
spec: {partitions: 12, replicationFactor: 3, configs: {cleanup.policy: compact}}
---
apiVersion: v1
kind: topic
metadata: {name: payments}
spec: {partitions: 3, replicationFactor: 2}
`,
  },
  topicctl: {
    text: `
meta: {name: orders, cluster: main, environment: prod, region: eu, description: all of them}
spec:
  partitions: 12
  replicationFactor: 3
  retentionMinutes: 10080
  settings: {max.message.bytes: 2097152}
  placement: {strategy: any}
---
meta: {name: orders-state, cluster: main, environment: prod, region: eu}
spec: {partitions: 12, replicationFactor: 3, settings: {cleanup.policy: compact}, placement: {strategy: any, picker: randomized}}
---
meta: {name: payments, cluster: main, environment: prod, region: eu}
spec: {partitions: 3, replicationFactor: 2, placement: {strategy: any}}
`,
  },
  terraform: {
    text: JSON.stringify({
      format_version: '1.0',
      values: {
        root_module: {
          resources: [
            {
              address: 'kafka_topic.orders',
              mode: 'managed',
              type: 'kafka_topic',
              values: {
                id: 'orders',
                name: 'orders',
                partitions: 12,
                replication_factor: 3,
                config: {'retention.ms': '604800000', 'max.message.bytes': '2097152'},
              },
            },
            {address: 'aws_instance.a', mode: 'managed', type: 'aws_instance', values: {}},
          ],
          child_modules: [
            {
              resources: [
                {
                  address: 'module.x.kafka_topic.state',
                  type: 'kafka_topic',
                  values: {
                    name: 'orders-state',
                    partitions: 12,
                    replication_factor: 3,
                    config: {'cleanup.policy': 'compact'},
                  },
                },
                {
                  address: 'module.x.kafka_topic.payments',
                  type: 'kafka_topic',
                  values: {name: 'payments', partitions: 3, replication_factor: 2, config: null},
                },
              ],
            },
          ],
        },
      },
    }),
    file: 'state.json',
  },
  asyncapi: {
    text: `
asyncapi: 3.0.0
info: {title: orders, version: 1.0.0}
channels:
  created:
    address: orders
    bindings: {kafka: {partitions: 12, replicas: 3, topicConfiguration: {retention.ms: 604800000, max.message.bytes: 2097152}, bindingVersion: 0.5.0}}
  state:
    bindings: {kafka: {topic: orders-state, partitions: 12, replicas: 3, topicConfiguration: {cleanup.policy: [compact]}}}
  payments:
    bindings: {kafka: {partitions: 3, replicas: 2}}
`,
  },
  bitnami: {
    text: `
kafka:
  image: {tag: "4.0"}
  provisioning:
    enabled: true
    numPartitions: 12
    replicationFactor: 3
    resources: {}
    topics:
      - {name: orders, config: {retention.ms: "604800000", max.message.bytes: "2097152"}}
      - {name: orders-state, config: {cleanup.policy: compact}}
      - {name: payments, partitions: 3, replicationFactor: 2}
`,
  },
  ansible: {
    text: `
topics:
  - {name: orders, partitions: 12, replica_factor: 3, options: {retention.ms: 604800000, max.message.bytes: 2097152}, state: present}
  - {name: orders-state, partitions: 12, replica_factor: 3, options: {cleanup.policy: compact}}
  - {name: payments, partitions: 3, replica_factor: 2}
`,
  },
  csv: {
    text: `topic,partitions,replicationFactor,retention.ms,max.message.bytes,cleanup.policy
orders,12,3,7d,"2097152",
orders-state,12,3,,,compact
payments,3,2,,,
`,
    file: 'topics.csv',
  },
  'kafka-gitops': {
    text: `
settings: {topics: {defaults: {replication: 3}, blacklist: {prefixed: [_]}}}
topics:
  orders: {partitions: 12, configs: {retention.ms: 604800000, max.message.bytes: 2097152}}
  orders-state: {partitions: 12, configs: {cleanup.policy: compact}}
  payments: {partitions: 3, replication: 2}
`,
  },
}

test.each(Object.keys(samples))('scenario 43: the same three topics in %s are the same desired state', (format) => {
  const read = readText(samples[format]?.text ?? '', {file: samples[format]?.file ?? 'f.yaml'})
  expect(read.problems).toEqual([])
  expect(new Set(read.declared.map((each) => each.format))).toEqual(
    new Set([format === 'kubernetes-list' ? 'strimzi' : format]),
  )
  expect(topicLines(read)).toEqual(three)
})

test('every format that kafkit names is tested here, apart from those with other topic names', () => {
  expect(
    formatNames()
      .filter((name) => !(name in samples))
      .toSorted(),
  ).toEqual(['docker-compose', 'julie'])
})

test('the documentation has every format', () => {
  const rows = readFileSync(join(root, 'docs/provisioning-formats.md'), 'utf8').matchAll(/^\| `([a-z0-9-]+)`/gm)
  expect([...rows].map(([, name]) => name).toSorted()).toEqual(formatNames().toSorted())
})

test('scenario 43: Julie composes names from context, keys in their order, project, topic and data type', () => {
  const read = readText(`
context: shop
env: prod
source: web
projects:
  - name: orders
    consumers: [{principal: User:app}]
    topics:
      - name: created
        dataType: avro
        config: {num.partitions: "12", replication.factor: "3", retention.ms: "604800000"}
      - name: state
`)
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual([
    'shop.prod.web.orders.created.avro 12/3 retention.ms=604800000',
    'shop.prod.web.orders.state any/any',
  ])
})

test("scenario 43: --julie-name composes names like Julie's setting", () => {
  const text = `
context: shop
env: prod
projects: [{name: orders, topics: [{name: created, dataType: avro}, {name: state}]}]
`
  const names = (julieName: string) => topicLines(readText(text, {julieName})).map((line) => line.split(' ')[0])
  expect(names('{{context}}-{{topic}}')).toEqual(['shop-created', 'shop-state'])
  expect(names('{{ env }}.{{project}}.{{topic}}{{dataType}}')).toEqual(['prod.orders.createdavro', 'prod.orders.state'])
  expect(names('name')).toEqual(['created', 'state'])
  expect(names('default')).toEqual(
    names('{{context}}.{{env}}.{{project}}.{{topic}}.{{dataType}}').map((name) => name?.replace(/\.$/, '')),
  )
  expect(readText(text, {julieName: '{{team}}.{{topic}}'}).problems).toEqual([
    '4:43: --julie-name has {{team}}, but team is not defined here: the names are context, env, project, topic, dataType',
    '4:76: --julie-name has {{team}}, but team is not defined here: the names are context, env, project, topic',
  ])
  expect(readText(text, {julieName: '{% if env %}{{topic}}'}).problems[0]).toContain('reads no other Jinja')
})

test('Jikkou has three quotas, and any other is an error', () => {
  const quota = (configs: string) =>
    readText(
      `{apiVersion: kafka.jikkou.io/v1, kind: KafkaClientQuota, spec: {type: USERS_DEFAULT, configs: {${configs}}}}`,
    )
  expect(quota('producerByteRate: 1024, consumerByteRate: 2048, requestPercentage: 50').problems).toEqual([])
  expect(quota('controllerMutationRate: 5').problems).toHaveLength(1)
})

test('scenario 44: KAFKA_CREATE_TOPICS of a compose file is read as a map, as a list and with another separator', () => {
  const map = readText('services: {kafka: {image: k, environment: {KAFKA_CREATE_TOPICS: "orders:6:1, t:1:1:compact"}}}')
  expect(map.problems).toEqual([])
  expect(topicLines(map)).toEqual(['orders 6/1', 't 1/1 cleanup.policy=compact'])
  const list = readText(`
version: "3"
services:
  kafka:
    image: k
    environment:
      - KAFKA_CREATE_TOPICS=orders:6:1|t:1:1:compact
      - KAFKA_CREATE_TOPICS_SEPARATOR=|
  other: {build: .}
`)
  expect(list.problems).toEqual([])
  expect(topicLines(list)).toEqual(topicLines(map))
  const lines = readText(`
services:
  kafka:
    image: k
    environment:
      KAFKA_CREATE_TOPICS_SEPARATOR: "$$'\\n'"
      KAFKA_CREATE_TOPICS: |
        orders:6:1
        t:1:1:compact
`)
  expect(topicLines(lines)).toEqual(topicLines(map))
})

test.each([
  [
    'services: {k: {image: k, environment: {KAFKA_CREATE_TOPICS: "orders:six:1"}}}',
    "'orders:six:1' in KAFKA_CREATE_TOPICS is not a topic",
  ],
  [
    'services: {k: {image: k, environment: {KAFKA_CREATE_TOPICS: "orders"}}}',
    "'orders' in KAFKA_CREATE_TOPICS is not a topic",
  ],
  ['services: {k: {image: k}}', 'no service has KAFKA_CREATE_TOPICS'],
  [
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopc\nmetadata: {name: a}\nspec: {}',
    '2:7: kafkit reads KafkaTopic and KafkaUser of Strimzi, not KafkaTopc; did you mean KafkaTopic?',
  ],
  [
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a}\nspec: {partitons: 3}',
    "4:8: spec of topic a has no field 'partitons'; did you mean partitions?",
  ],
  [
    'apiVersion: kafka.jikkou.io/v1\nkind: KafkaTopic\nmetadata: {name: a}\nspec: {configMapRefs: [lost]}',
    'topic a refers to the ConfigMap lost, which is in none of the files',
  ],
  [
    'apiVersion: kafka.jikkou.io/v1\nkind: KafkaPrincipalAuthorization\nmetadata: {name: "User:a"}\nspec: {acls: [{resource: {type: topic, pattern: "/^a/", patternType: MATCH}, type: ALLOW, operations: [READ]}]}',
    'is a regular expression',
  ],
  ['apiVersion: v1\nkind: topic\nmetadata: {name: a}\nspec: {replicas: 3}', "has no field 'replicas'"],
  ['topics: {a: {partitions: 1, replicationFactor: 3}}', "topic a has no field 'replicationFactor'"],
  ['context: a\nprojects: [{name: p, ksql: {}, topics: []}]', '2:22: ksql of a project: kafkit does not read it'],
  [
    'context: a\nprojects: [{name: p, connectors: {artefacts: [{name: c}]}}]',
    '2:35: artefacts of connectors of p: kafkit does not create connectors',
  ],
  ['context: a\nplatform: {control_center: {}}\nprojects: []', '2:1: platform of a topology is'],
  ['provisioning: {topics: [], extraProvisioningCommands: [x]}', 'the effect of commands cannot be read'],
  ['topics: [{name: a, replication: 3}]', "has no field 'replication'"],
  ['apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a/b}\nspec: {}', "topic name 'a/b' contains"],
  ['apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a}\nspec: {partitions: 0}', 'at least 1'],
  [
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a}\nspec: {config: {retention.ms: "{{ .Values.retention }}"}}',
    'render it first, as in helm template … | kafkit plan -f -',
  ],
  [
    '{"format_version": "1", "values": {"root_module": {"resources": [{"address": "kafka_x.a", "type": "kafka_x", "values": {}}]}}}',
    'does not read kafka_x',
  ],
])('scenarios 43 and 45: %s is an error that names the field and the place', (text, problem) => {
  const {problems} = readText(text)
  expect(problems.join('\n')).toContain(problem)
})

test('scenario 45: the source of a Helm chart is refused with a hint', () => {
  const {problems} = readText('{{- if .Values.topics }}\nkafkit: 1\n{{- end }}\n')
  expect(problems.join('\n')).toContain('helm template')
})

test.each([
  ['topic,partitions\n"a', '2:1: a quotation mark is not closed'],
  ['topic,partitions\na,1,2\n', '2:1: this row has 3 cells, but there are 2 columns'],
  ['topic,topic\na,b\n', "1:7: the column 'topic' appears twice"],
  ['topic,partitions\n,3\n', 'must name its columns'],
  ['topic,partitions\na,many\n', 'must be a whole number'],
])('CSV that is wrong: %j', (text, problem) => {
  expect(readText(text, {file: 't.csv'}).problems.join('\n')).toContain(problem)
})

test('a topic that Strimzi does not manage is left alone', () => {
  const {declared, remarks} = readText(
    'apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: {name: a, annotations: {strimzi.io/managed: "false"}}\nspec: {partitions: 3}',
  )
  expect(declared[0]?.topics[0]?.state).toBe('unmanaged')
  expect(remarks.join('\n')).toContain('left alone')
})

test('kafka-gitops: its deletions are never taken over; a blacklist protects, and a remark says so', () => {
  const {declared, remarks} = readText(samples['kafka-gitops']?.text ?? '')
  expect(declared[0]?.scope?.protect.map(({value}) => value)).toEqual(['_*'])
  expect(declared[0]?.scope?.topics).toBeUndefined()
  expect(remarks.join('\n')).toContain('kafkit deletes nothing that is not named')
})

test('Jikkou: items of a list may leave out their kind', () => {
  const read = readText(`
apiVersion: kafka.jikkou.io/v1
kind: KafkaTopicList
metadata: {labels: {environment: example}}
items:
  - {metadata: {name: a}, spec: {partitions: 3, replicas: 1}}
  - {metadata: {name: b, annotations: {jikkou.io/delete: true}}}
`)
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual(['a 3/1', 'b any/any absent'])
})

test('topicctl and kdef: how replicas are moved is remarked on, and not compared', () => {
  const topicctl = readText(`
meta: {name: a, cluster: c, environment: e, region: r}
spec: {partitions: 3, replicationFactor: 2, placement: {strategy: static-in-rack, staticRackAssignments: [x, y, z]}}
`)
  const kdef = readText('{apiVersion: v1, kind: topic, metadata: {name: a}, spec: {partitions: 3, replicationFactor: 2, maintainLeaders: true}}') // prettier-ignore
  const waiting = readText('{apiVersion: v1, kind: topic, metadata: {name: a}, spec: {partitions: 3, replicationFactor: 2, reassignment: {awaitTimeoutSec: 30}}}') // prettier-ignore
  for (const read of [topicctl, kdef, waiting]) {
    expect(read.problems).toEqual([])
    expect(topicLines(read)).toEqual(['a 3/2'])
    expect(read.remarks).toHaveLength(1)
  }
})

test('docker-compose: templates of other programs beside KAFKA_CREATE_TOPICS are ignored', () => {
  const compose = (topics: string) => `services:
  kafka:
    image: kafka
    environment:
      BROKER_ID_COMMAND: "docker inspect --format '{{ .Name }}' $$(hostname)"
      KAFKA_CREATE_TOPICS: "${topics}"
`
  const read = readText(compose('a:3:2,b:1:1:compact'))
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual(['a 3/2', 'b 1/1 cleanup.policy=compact'])
  expect(readText(compose('{{ .Topic }}:1:1')).problems).toHaveLength(1)
  // All of a file of our own is read.
  expect(readText('kafkit: 1\ntopics: {a: {about: {owner: "{{ .Owner }}"}}}\n').problems.join()).toContain(
    'helm template',
  )
})

test('kafka-gitops: each file of a state in several files is recognised', () => {
  const settings = readText('settings: {ccloud: {enabled: true}, files: {topics: t.yaml, users: u.yaml}, topics: {blacklist: {prefixed: [_]}}}') // prettier-ignore
  expect(settings.problems).toEqual([])
  expect(settings.remarks.join()).toContain('read only if you name them')
  expect(readText('users: {john: {principal: User:john, roles: [reader]}}').problems).toEqual([])
  expect(readText('settings: {topics: {blacklst: {}}}\ntopics: {}').problems.join()).toContain("no field 'blacklst'")
})

// What Julie's documentation and TopicCustomDeserializer say: the plan's configs win.
test('Julie: a topic has the configs of its plan, which win over its own', () => {
  const topology = `context: c
projects:
  - name: p
    topics:
      - {name: a, plan: gold, config: {retention.ms: "1", replication.factor: "3"}}
      - {name: b, plan: silver}
      - {name: c, config: {retention.ms: "7"}}
`
  const plans = `---
plans:
  gold: {alias: gold, config: {retention.ms: "5000", max.message.bytes: "7340116"}}
  silver: {alias: silver, config: {retention.ms: "6000", num.partitions: "4"}}
`
  for (const text of [topology + plans, `${plans}---\n${topology}`]) {
    const found = readText(text)
    expect(found.problems).toEqual([])
    expect(topicLines(found)).toEqual([
      'c.p.a any/3 max.message.bytes=7340116 retention.ms=5000',
      'c.p.b 4/any retention.ms=6000',
      'c.p.c any/any retention.ms=7',
    ])
  }
  expect(readText(topology).problems[0]).toBe(
    '5:19: topic c.p.a uses plan gold, but no file given has plans: add the file that Julie takes as --plans with another -f',
  )
  expect(readText(topology + plans.replace('silver:', 'sliver:')).problems).toEqual([
    '6:19: topic c.p.b uses plan silver, which no file defines; did you mean sliver?',
  ])
  expect(readText(`plans:\n  gold: {confg: {}}\n---\nplans:\n  gold: {}\n`).problems).toEqual([
    "2:10: plan gold has no field 'confg'; did you mean config?",
    '5:3: plan gold is defined twice: first in f.yaml:2',
  ])
})

test('Julie: parts that cannot be read can be skipped one by one, by name', () => {
  const text = `
context: a
platform: {control_center: {}}
projects: [{name: p, ksql: {}, topics: [{name: t, schemas: [{}]}], connectors: {artefacts: [{name: c}]}}]
`
  const skipKinds = ['platform', 'ksql', 'schemas', 'artefacts']
  const read = readText(text, {skipKinds})
  expect(read.problems).toEqual([])
  expect(topicLines(read)).toEqual(['a.p.t any/any'])
  for (const kind of skipKinds) {
    const {problems} = readText(text, {skipKinds: skipKinds.filter((each) => each !== kind)})
    expect(problems, kind).toEqual([expect.stringContaining(`--skip-kinds ${kind} skips it`)])
  }
})

test('topicctl: the description of a cluster names the cluster of its topics', () => {
  const {declared, problems} = readText(
    'meta: {name: main, environment: prod, region: eu}\nspec: {bootstrapAddrs: ["b:9092"], clusterID: X8b-3Efoye6eRQY1OnWzYg}',
  )
  expect(problems).toEqual([])
  expect(declared[0]?.cluster?.value).toBe('X8b-3Efoye6eRQY1OnWzYg')
})

/** Every place in a document where there is a value of a map or a list: what to call it, and how to take the value away. */
function* emptied(document: unknown, path: readonly (string | number)[] = []): Generator<readonly [string, unknown]> {
  if (typeof document !== 'object' || document === null) return
  for (const [key, value] of Object.entries(document)) {
    const at = Array.isArray(document) ? Number(key) : key
    const place = [...path, at]
    yield [place.join('.'), without(document, at, null)]
    for (const [name, changed] of emptied(value, place)) yield [name, without(document, at, changed)]
  }
}
function without(document: object, key: string | number, value: unknown): unknown {
  if (Array.isArray(document)) return document.map((each: unknown, at) => (at === key ? value : each))
  return {...document, [key]: value}
}

/** A list or map of topics may be empty as a whole, and what is left out of it is not lost. */
const mayBeEmpty =
  /^(?:topics|channels|kafka|(?:kafka\.)?provisioning|(?:kafka\.)?provisioning\.topics|values|values\.root_module|values\.root_module\.resources): /

test.each(Object.entries(samples).filter(([, {file}]) => !file?.endsWith('.csv')))(
  '%s: nothing is lost where a value was forgotten',
  (from, {text, file}) => {
    const documents = parseAllDocuments(text).map((each): unknown => each.toJS())
    const lost = documents.flatMap((document, at) =>
      [...emptied(document)].flatMap(([place, changed]) => {
        const all = documents.map((each, i) => (i === at ? changed : each))
        const {declared, problems, remarks} = readText(all.map((each) => stringify(each)).join('---\n'), {
          ...(file === undefined ? {} : {file}),
          from,
        })
        const count = declared.flatMap(({topics}) => topics).length
        return problems.length > 0 || remarks.length > 0 || count === three.length ? [] : [`${place}: ${count}`]
      }),
    )
    expect(lost.filter((each) => !mayBeEmpty.test(each))).toEqual([])
  },
)

test('kdef: each field about what is not in the files names the flag that does it in kafkit', () => {
  const read = (fields: string) =>
    readText(
      `{apiVersion: v1, kind: topic, metadata: {name: a}, spec: {partitions: 3, replicationFactor: 2, ${fields}}}`,
    ).remarks
  expect(read('deleteUndefinedConfigs: true')).toEqual([
    expect.stringMatching(/: deleteUndefinedConfigs is ignored; use --undeclared-configs reset$/),
  ])
  expect(read('deleteUndefinedAcls: true')).toEqual([
    expect.stringMatching(/: deleteUndefinedAcls is ignored; use --prune$/),
  ])
  expect(read('deleteUndefinedConfigs: false')).toEqual([])
})

test('a wrong assignment in any format says what it must be', () => {
  const kdef = readText('{apiVersion: v1, kind: topic, metadata: {name: a}, spec: {assignments: [1]}}').problems
  expect(kdef[0]).toMatch(/assignments of topic a must be a list of lists of broker ids$/)
  const own = readText('{kafkit: 1, topics: {a: {assignment: [1]}}}').problems
  expect(own[0]).toMatch(/assignment of .*a must be a list of lists of node ids, as in \[\[1, 2\], \[2, 3\]\]$/)
})
