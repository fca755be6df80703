// Reads topics of Kubernetes operators and similar programs: `apiVersion`, `kind`, `metadata`, `spec`. They differ only
// in the names of their fields, so each is a row of a table.
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import type {Placed} from '../declared.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {textAt, valueAt, type Node} from '../../text/node.ts'
import type {FormatReader} from '../reader.ts'
import {Building, configsIn, countIn, neededText, partitionsIn, textIn, type TopicParts} from './building.ts'
import {readStrimziUser} from './strimzi-user.ts'

interface Row {
  readonly name: string
  /** The format's name in messages. */
  readonly called: string
  readonly apiVersion: RegExp
  /** The kind of a topic. */
  readonly kind: string
  /** The field of `spec` that overrides `metadata.name`. */
  readonly topicName?: string
  readonly partitions: string
  readonly replicas: string
  readonly configs: string
  /** Fields about the cluster or the operator's behaviour, which kafkit takes from the profile. */
  readonly elsewhere?: readonly string[]
  readonly unsupported?: Readonly<Record<string, string>>
  /** Readers for documents of other kinds. */
  readonly others?: Readonly<Record<string, (fields: Fields, building: Building) => void>>
  /** Reads the annotations of a topic. */
  readonly annotated?: (annotations: Fields) => Partial<TopicParts>
  /**
   * Whether other programs use the same version, as with `v1`; then a document is recognised only if its kind is that
   * of topics.
   */
  readonly sharedVersion?: true
}

const rows: readonly Row[] = [
  {
    name: 'strimzi',
    called: 'Strimzi',
    apiVersion: /^kafka\.strimzi\.io\//,
    kind: 'KafkaTopic',
    topicName: 'topicName',
    partitions: 'partitions',
    replicas: 'replicas',
    configs: 'config',
    others: {KafkaUser: readStrimziUser},
    annotated: (annotations) => (annotations.text('strimzi.io/managed') === 'false' ? {state: 'unmanaged'} : {}),
  },
  {
    name: 'koperator',
    called: 'Koperator',
    apiVersion: /^kafka\.banzaicloud\.io\//,
    kind: 'KafkaTopic',
    topicName: 'name',
    partitions: 'partitions',
    replicas: 'replicationFactor',
    configs: 'config',
    elsewhere: ['clusterRef'],
  },
  {
    name: 'redpanda',
    called: 'Redpanda',
    apiVersion: /^cluster\.redpanda\.com\//,
    kind: 'Topic',
    topicName: 'overwriteTopicName',
    partitions: 'partitions',
    replicas: 'replicationFactor',
    configs: 'additionalConfig',
    elsewhere: ['cluster', 'kafkaApiSpec', 'interval', 'metricsNamespace'],
  },
  {
    name: 'confluent',
    called: 'Confluent for Kubernetes',
    apiVersion: /^platform\.confluent\.io\//,
    kind: 'KafkaTopic',
    topicName: 'name',
    partitions: 'partitionCount',
    replicas: 'replicas',
    configs: 'configs',
    elsewhere: ['kafkaClusterRef', 'kafkaRest', 'kafkaRestClassRef'],
  },
  {
    name: 'ns4kafka',
    called: 'ns4kafka or Conduktor',
    apiVersion: /^(?:v1|v2|kafka\/v\d+)$/,
    kind: 'Topic',
    partitions: 'partitions',
    replicas: 'replicationFactor',
    configs: 'configs',
    elsewhere: ['description', 'tags', 'descriptionIsEditable'],
    sharedVersion: true,
  },
]

const kindsOf = (row: Row) => [row.kind, ...Object.keys(row.others ?? {})]

const isOf = (row: Row, document: Node): boolean => {
  const version = textAt(document, 'apiVersion')
  if (version === undefined || !row.apiVersion.test(version)) return false
  return row.sharedVersion ? textAt(document, 'kind') === row.kind : true
}

/** One reader per row. */
export const kubernetesFormats: readonly FormatReader[] = rows.map((row) => ({
  name: row.name,
  recognises: (document) => isOf(row, document),
  read: (document, reading) => {
    const building = new Building(row.name, document.place, reading)
    readDocument(row, document, building)
    return [building.done()]
  },
}))

/** Reads the List that `kubectl get … -o yaml` prints. */
export const kubernetesList: FormatReader = {
  name: 'kubernetes-list',
  recognises: (document) =>
    textAt(document, 'kind') === 'List' &&
    textAt(document, 'apiVersion') === 'v1' &&
    valueAt(document, 'items') !== undefined,
  read: (document, reading) => {
    const items = valueAt(document, 'items')
    if (items?.kind !== 'list') {
      reading.problem(document.place, 'items of a List must be a list')
      return []
    }
    return items.items.map((item) => {
      const row = rows.find((each) => isOf(each, item))
      const building = new Building(row?.name ?? 'kubernetes-list', item.place, reading)
      if (row) readDocument(row, item, building)
      else
        reading.problem(
          item.place,
          `there is a ${textAt(item, 'kind') ?? 'document without a kind'} in the list, which kafkit does not read: select topics and users only`,
        )
      return building.done()
    })
  },
}

function readDocument(row: Row, document: Node, building: Building): void {
  const fields = fieldsOf(document, `this ${textAt(document, 'kind') ?? 'document'}`, building)
  if (!fields) return
  fields.text('apiVersion')
  // Written by the operator to report its results.
  fields.field('status')
  const kind = neededText(fields, 'kind')
  if (!kind) return
  const other = row.others?.[kind.value]
  if (other) {
    other(fields, building)
    fields.done()
  } else if (kind.value === row.kind) readTopic(row, fields, building)
  else {
    const guess = nearest(kind.value, kindsOf(row))
    building.problem(
      kind.place,
      `kafkit reads ${listed(kindsOf(row), 'and')} of ${row.called}, not ${kind.value}${guess ? `; did you mean ${guess}?` : `; --skip-kinds ${kind.value} skips it`}`,
      guess === undefined ? kind.value : undefined,
    )
  }
}

function readTopic(row: Row, fields: Fields, building: Building): void {
  const metadata = metadataIn(fields)
  const annotations = metadata?.fields('annotations')
  const spec = fields.fields('spec', `spec of topic ${metadata?.text('name') ?? ''}`.trimEnd())
  const own = spec && row.topicName !== undefined ? textIn(spec, row.topicName) : undefined
  const name: Placed<string> | undefined = own ?? (metadata && neededText(metadata, 'name'))
  if (fields.lacks('spec')) fields.problem('spec', 'a topic needs its spec')
  if (spec && name) {
    building.topic({
      name: name.value,
      place: name.place,
      partitions: partitionsIn(spec, row.partitions),
      replicationFactor: countIn(spec, row.replicas),
      configs: configsIn(spec, row.configs, building),
      ...(annotations ? row.annotated?.(annotations) : undefined),
    })
    if (building.topics.at(-1)?.state === 'unmanaged')
      building.remark(name.place, `topic ${name.value} is not managed, as its annotation says, so it is left alone`)
    for (const field of row.elsewhere ?? []) spec.field(field)
    spec.done(row.unsupported)
  }
  fields.done()
}

/** `metadata` belongs to the operator, apart from the fields that are read here. */
export function metadataIn(fields: Fields): Fields | undefined {
  if (fields.lacks('metadata')) fields.problem('metadata', `${fields.what} needs metadata with its name`)
  return fields.fields('metadata')
}
