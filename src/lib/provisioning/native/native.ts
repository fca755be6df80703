// Reads kafkit's own format, which `kafkit: 1` marks. One file can describe a whole small cluster.
import type {Declared, Placed, Scope, Section} from '../declared.ts'
import {fieldsOf, scalarText, type Fields} from '../fields.ts'
import {isNull, valueAt, type Node} from '../../text/node.ts'
import {ProblemCollector, type FormatReader, type Reading} from '../reader.ts'
import {readAccess, readAcls} from './acls.ts'
import {readBrokers, readClientMetrics, readGroups} from './configs.ts'
import {readQuotas, readUsers} from './clients.ts'
import {readTopics} from './topics.ts'

/** The version of the format that this program reads. */
const version = 1

export const native: FormatReader = {
  name: 'native',
  recognises: (document) => valueAt(document, 'kafkit') !== undefined,
  read: (document, reading) => {
    const fields = fieldsOf(document, 'the file', reading)
    return fields ? [readNative(fields, reading)] : []
  },
}

function readNative(fields: Fields, reading: Reading): Declared {
  const collector = new ProblemCollector({secrets: reading.secrets})
  const both: Reading = {
    problem: (place, text) => reading.problem(place, text),
    remark: (place, text) => collector.remark(place, text),
    secrets: reading.secrets,
  }
  const written = fields.field('kafkit')
  if (written && scalarText(written) !== String(version))
    reading.problem(
      written.place,
      `this file has version ${scalarText(written) ?? '?'} of the format, but this kafkit reads ${version}`,
    )
  const sections = new Set<Section>()
  const section = (key: string, name: Section): Node | undefined => {
    const node = fields.field(key)
    if (node) sections.add(name)
    return node && !isNull(node) ? node : undefined
  }
  const cluster = fields.fields('cluster', 'cluster')
  const id = cluster?.text('id')
  cluster?.done()
  const defaults = fields.fields('defaults', 'defaults')
  const [topicDefaults, kinds] = [defaults?.field('topics'), fields.field('kinds')]
  defaults?.done()
  const topics = readTopics({topics: section('topics', 'topics'), defaults: topicDefaults, kinds}, both)
  const access = readAccess(section('access', 'acls'), both)
  const acls = readAcls(section('acls', 'acls'), both)
  const users = readUsers(section('users', 'users'), both)
  const quotas = readQuotas(section('quotas', 'quotas'), both)
  const configs = [
    ...readBrokers(section('brokers', 'brokers'), both),
    ...readGroups(section('groups', 'groups'), both),
    ...readClientMetrics(section('clientMetrics', 'clientMetrics'), both),
  ]
  const scope = readScope(fields.fields('scope', 'scope'))
  const policy = fields.field('policy')
  fields.done()
  return {
    format: native.name,
    place: fields.place,
    sections,
    cluster: cluster && id !== undefined ? {value: id, place: cluster.placeOf('id')} : undefined,
    scope,
    topics,
    acls: [...access, ...acls],
    users,
    quotas,
    configs,
    policy,
    remarks: collector.remarks,
  }
}

function readScope(fields: Fields | undefined): Scope | undefined {
  if (!fields) return undefined
  const names = (name: string): readonly Placed<string>[] | undefined => {
    const texts = fields.texts(name, {single: true})
    for (const {value, place} of texts ?? [])
      if (value === '' || /\*./.test(value))
        fields.problemAt(place, `'${value}' is not a scope: write a name, a prefix with * at its end, or * for all`)
    return texts
  }
  const scope = {
    place: fields.place,
    topics: names('topics'),
    groups: names('groups'),
    principals: names('principals'),
    protect: names('protect') ?? [],
  }
  fields.done()
  return scope
}
