// Reads from the command line which principals may do what (AclCommand.getResourceFilterToAcls).
import {aclOperations, type AclOperation, type AclPermission} from '../../acls/acl-names.ts'
import {isSupported, supportedOperations, type ConcreteResourceType} from '../../acls/supported-operations.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {javaTrim} from '../java/trim.ts'
import type {AclsOptions} from './checks.ts'
import {clusterFilter, requiredResourceFilters, resourceFilterText, type ResourceFilter} from './resources.ts'

export interface AclEntry {
  readonly principal: string
  readonly host: string
  readonly operation: AclOperation
  readonly permission: AclPermission
}

/** AccessControlEntry.toString. */
export const entryText = ({principal, host, operation, permission}: AclEntry): string =>
  `(principal=${principal}, host=${host}, operation=${operation}, permissionType=${permission})`

export interface ResourceEntries {
  readonly resource: ResourceFilter
  /** Empty if no principal is given. */
  readonly entries: readonly AclEntry[]
}

/** Throws UsageProblem for an operation that the resource does not have, and JavaError for a malformed principal. */
export function entriesByResource(options: AclsOptions): ResourceEntries[] {
  const found = new Map<string, {resource: ResourceFilter; entries: Map<string, AclEntry>}>()
  const add = (resource: ResourceFilter, entries: readonly AclEntry[]) => {
    const key = resourceFilterText(resource)
    const at = found.get(key) ?? {resource, entries: new Map()}
    for (const entry of entries) at.entries.set(entryText(entry), entry)
    found.set(key, at)
  }
  if (!options.has('producer') && !options.has('consumer')) {
    const operations = options.values('operation').map((name) => operationOf(javaTrim(name)))
    const entries = entriesFor(options, operations)
    for (const resource of requiredResourceFilters(options)) add(resource, entries)
  }
  if (options.has('producer')) addProducer(options, add)
  if (options.has('consumer')) addConsumer(options, add)
  const all = [...found.values()].map(({resource, entries}) => ({resource, entries: [...entries.values()]}))
  for (const each of all) checkOperations(each)
  return all
}

type Add = (resource: ResourceFilter, entries: readonly AclEntry[]) => void

function addProducer(options: AclsOptions, add: Add): void {
  const resources = requiredResourceFilters(options)
  const topicEntries = entriesFor(options, ['WRITE', 'DESCRIBE', 'CREATE'])
  const transactionEntries = entriesFor(options, ['WRITE', 'DESCRIBE'])
  for (const resource of resources) {
    if (resource.resourceType === 'TOPIC') add(resource, topicEntries)
    if (resource.resourceType === 'TRANSACTIONAL_ID') add(resource, transactionEntries)
  }
  if (options.has('idempotent')) add(clusterFilter, entriesFor(options, ['IDEMPOTENT_WRITE']))
}

function addConsumer(options: AclsOptions, add: Add): void {
  const resources = requiredResourceFilters(options)
  const topicEntries = entriesFor(options, ['READ', 'DESCRIBE'])
  const groupEntries = entriesFor(options, ['READ'])
  for (const resource of resources) {
    if (resource.resourceType === 'TOPIC') add(resource, topicEntries)
    if (resource.resourceType === 'GROUP') add(resource, groupEntries)
  }
}

function entriesFor(options: AclsOptions, operations: readonly AclOperation[]): AclEntry[] {
  const allowed = principals(options, 'allow-principal')
  const denied = principals(options, 'deny-principal')
  const allowedHosts = hosts(options, 'allow-host')
  const deniedHosts = hosts(options, 'deny-host')
  const combined = (names: readonly string[], permission: AclPermission, from: readonly string[]) =>
    names.flatMap((principal) =>
      operations.flatMap((operation) => from.map((host) => entryOf({principal, host, operation, permission}))),
    )
  return [...combined(allowed, 'ALLOW', allowedHosts), ...combined(denied, 'DENY', deniedHosts)]
}

function entryOf(entry: AclEntry): AclEntry {
  if (entry.operation === 'ANY') throw new JavaError('java.lang.IllegalArgumentException', 'operation must not be ANY')
  return entry
}

/** Distinct `TYPE:NAME` texts. */
export function principals(
  options: AclsOptions,
  option: 'allow-principal' | 'deny-principal' | 'principal',
): readonly string[] {
  const all = options.values(option).map((text) => javaTrim(text))
  for (const text of all) {
    if (!text.includes(':')) {
      throw new JavaError(
        'java.lang.IllegalArgumentException',
        `expected a string in format principalType:principalName but got ${text}`,
      )
    }
  }
  return [...new Set(all)]
}

function hosts(options: AclsOptions, option: 'allow-host' | 'deny-host'): readonly string[] {
  const given = options.values(option)
  return given.length > 0 ? [...new Set(given.map((text) => javaTrim(text)))] : ['*']
}

/** SecurityUtils.operation: `DescribeConfigs` in any case, without underscores; anything else is UNKNOWN. */
function operationOf(text: string): AclOperation {
  const wanted = text.toUpperCase()
  return aclOperations.find((name) => name.replaceAll('_', '') === wanted) ?? 'UNKNOWN'
}

function checkOperations({resource: {resourceType}, entries}: ResourceEntries): void {
  const type = resourceType as ConcreteResourceType
  if (entries.every(({operation}) => isSupported(type, operation))) return
  // Apache's tool lists these in an order that changes from run to run.
  const supported = ['ALL', ...supportedOperations[type]].join(', ')
  throw new UsageProblem(`ResourceType ${resourceType} only supports operations [${supported}]`)
}
