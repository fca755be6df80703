// Reads the access rights of a Julie topology. They become exactly the ACLs that Julie makes for consumers, producers,
// streams and connectors (without its optimised ACLs), so that a cluster managed by Julie needs no changes.
import {clusterResourceName, wildcard, type AclOperation} from '../../acls/acl-names.ts'
import type {Placed} from '../declared.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import type {Node} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import {neededText, textIn, type Building} from './building.ts'

/** A project of a topology: its name for messages, and its prefix for applications that have no id. */
export interface Project {
  readonly name: string
  /** `context.team.project`; undefined with --julie-name, from which the prefix of a project is not known. */
  readonly prefix: string | undefined
}

type Grant = (kind: string, name: Placed<string>, operations: readonly AclOperation[], prefixed?: boolean) => void

/** Gives consumers the right to read each of these topics. */
export function readConsumers(
  nodes: readonly Node[],
  topics: readonly string[],
  project: Project,
  building: Building,
): void {
  for (const {one, principal, grant} of usersIn(nodes, 'consumer', project, building)) {
    const group = textIn(one, 'group') ?? {value: wildcard, place: principal.place}
    one.done()
    for (const topic of topics) grant('topic', {value: topic, place: principal.place}, ['DESCRIBE', 'READ'])
    if (topics.length > 0) grantByStar(grant, 'group', group, ['READ'])
  }
}

/** Gives producers the right to write to each of these topics. */
export function readProducers(
  nodes: readonly Node[],
  topics: readonly string[],
  project: Project,
  building: Building,
): void {
  for (const {one, principal, grant} of usersIn(nodes, 'producer', project, building)) {
    const transactional = textIn(one, 'transactionId')
    // Julie checks only that the field exists, not its value.
    const idempotent = one.bool('idempotence') !== undefined
    one.done()
    if (topics.length === 0) continue
    for (const topic of topics) grant('topic', {value: topic, place: principal.place}, ['DESCRIBE', 'WRITE'])
    if (transactional) grantByStar(grant, 'transactionalId', transactional, ['DESCRIBE', 'WRITE'])
    if (transactional || idempotent)
      grant('cluster', {value: clusterResourceName, place: principal.place}, ['IDEMPOTENT_WRITE'])
  }
}

/**
 * Reads Kafka Streams applications: rights on the topics that they name, and on everything that starts with the
 * application id.
 */
export function readStreams(nodes: readonly Node[], project: Project, building: Building): void {
  for (const {one, principal, grant} of usersIn(nodes, 'application of streams', project, building)) {
    const id = textIn(one, 'applicationId')
    const exactlyOnce = one.bool('exactlyOnce') ?? false
    readTopics(one, grant)
    one.done()
    const prefix = id ?? (project.prefix === undefined ? undefined : {value: project.prefix, place: principal.place})
    if (!prefix) {
      one.problem(
        'applicationId',
        `${one.what} has no applicationId, and with --julie-name kafkit does not know which id Julie uses instead: add the applicationId`,
      )
      continue
    }
    grant('topic', prefix, ['ALL'], true)
    grant('group', prefix, ['READ'], true)
    if (exactlyOnce) grant('transactionalId', prefix, ['WRITE', 'DESCRIBE'], true)
  }
}

/** Reads Kafka Connect workers: a list, or a map with the list in `access_control` (since Julie 3). */
export function readConnectors(node: Node | undefined, project: Project, building: Building): void {
  if (node?.kind === 'map') {
    const fields = fieldsOf(node, `connectors of ${project.name}`, building)
    readWorkers(fields?.list('access_control') ?? [], project, building)
    if (fields) doneBut(fields, ['artefacts', 'artifacts'], 'kafkit does not create connectors', building)
  } else if (node?.kind === 'list') readWorkers(node.items, project, building)
  else if (node && !(node.kind === 'scalar' && node.value === null))
    building.problem(node.place, `connectors of ${project.name} must be a list, or a map with access_control`)
}

/** Reports every part that is not read and how to skip it, so that no file has to be changed. */
export function doneBut(fields: Fields, parts: readonly string[], why: string, building: Building): void {
  for (const part of parts) if (building.skipKinds.includes(part)) fields.field(part)
  fields.done(Object.fromEntries(parts.map((part) => [part, `${why}; --skip-kinds ${part} skips it`])))
}

/** The workers' internal topics and group, unless an entry names others. */
const workerTopics = {
  status_topic: 'connect-status',
  offset_topic: 'connect-offsets',
  configs_topic: 'connect-configs',
}
const workerGroup = 'connect-cluster'

function readWorkers(nodes: readonly Node[], project: Project, building: Building): void {
  for (const {one, principal, grant} of usersIn(nodes, 'entry of connectors', project, building)) {
    for (const [field, usual] of Object.entries(workerTopics))
      grant('topic', textIn(one, field) ?? {value: usual, place: principal.place}, ['READ', 'WRITE'])
    grant('group', textIn(one, 'group') ?? {value: workerGroup, place: principal.place}, ['READ'])
    readTopics(one, grant)
    const rbac = 'it is for Confluent RBAC; kafkit reads ACLs only'
    one.done({connectors: rbac, cluster_id: rbac})
  }
}

/** Reads `topics: {read: […], write: […]}` with full topic names. */
function readTopics(one: Fields, grant: Grant): void {
  const topics = one.fields('topics')
  for (const topic of topics?.texts('read') ?? []) grant('topic', topic, ['READ'])
  for (const topic of topics?.texts('write') ?? []) grant('topic', topic, ['WRITE'])
  topics?.done()
}

/** Groups and transactional ids may end in `*`. */
function grantByStar(grant: Grant, kind: string, {value, place}: Placed<string>, operations: readonly AclOperation[]) {
  const prefixed = value.length > 1 && value.endsWith(wildcard)
  grant(kind, {value: prefixed ? value.slice(0, -1) : value, place}, operations, prefixed)
}

function* usersIn(nodes: readonly Node[], kind: string, project: Project, building: Building) {
  building.speaksOf('acls')
  for (const node of nodes) {
    const one = fieldsOf(node, `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind} of ${project.name}`, building)
    const principal = one && neededText(one, 'principal')
    if (!one || !principal) continue
    // For people only.
    one.field('metadata')
    const grant: Grant = (type, name, operations, prefixed = false) => {
      const typed = (value: string, place: Place = name.place): Placed<string> => ({value, place})
      building.acl({
        place: principal.place,
        principal: principal.value,
        role: `${kind} of ${project.name}`,
        pattern: {type: typed(type), name, patternType: typed(prefixed ? 'prefixed' : 'literal')},
        operations: operations.map((each) => typed(each)),
      })
    }
    yield {one, principal, grant}
  }
}
