// Records calls of kafka-acls --add and --remove.
import {clusterResourceName, wildcard, type AclOperation, type AclPermission} from '../../acls/acl-names.ts'
import {aclHost} from '../../acls/acl-host.ts'
import {checkPrincipal} from '../../acls/principal.ts'
import {checkOperation, parseOperation, parseResource, type ResourcePattern} from '../../acls/resource-words.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {Call, RecordedRequests} from './recorded-requests.ts'
import {givenWords, type GivenWords} from './words.ts'

const options = {
  flags: ['add', 'remove', 'list', 'cluster', 'producer', 'consumer', 'idempotent', 'force'],
  valued: [
    'allow-principal',
    'deny-principal',
    'allow-host',
    'deny-host',
    'operation',
    'topic',
    'group',
    'transactional-id',
    'delegation-token',
    'user-principal',
    'resource-pattern-type',
    'principal',
  ],
  passed: ['bootstrap-server', 'bootstrap-controller', 'command-config'],
}

export function recordAcls(call: Call, requests: RecordedRequests): void {
  const given = givenWords(call.args, options)
  const {flags, values, strange} = given
  if (strange !== undefined) return requests.problem(call, `kafkit record does not know ${strange}`)
  if (flags.has('list')) {
    requests.notes.add('the script listed ACLs with kafka-acls and was told that there are none')
    return
  }
  if (flags.has('add') === flags.has('remove'))
    return requests.problem(call, 'it must have exactly one of --add and --remove')
  const principals = [
    ...(values.get('allow-principal') ?? []).map((principal) => ({
      principal,
      permission: 'ALLOW' as const,
      hosts: values.get('allow-host'),
    })),
    ...(values.get('deny-principal') ?? []).map((principal) => ({
      principal,
      permission: 'DENY' as const,
      hosts: values.get('deny-host'),
    })),
  ]
  if (principals.length === 0)
    return requests.problem(
      call,
      flags.has('remove') ? 'it removes the ACLs of all principals: name the principals' : 'no principal is named',
    )
  if (flags.has('remove') && !flags.has('producer') && !flags.has('consumer') && !values.has('operation'))
    return requests.problem(call, 'it removes every ACL on the resource: name the operations')
  try {
    for (const {pattern, operations} of grantsOf(given))
      for (const operation of operations)
        for (const {principal, permission, hosts} of principals) {
          checkPrincipal(principal)
          checkOperation(pattern, operation)
          for (const host of hosts ?? [wildcard])
            keep(flags.has('add'), {pattern, operation, principal, permission, host: aclHost(host)}, requests)
        }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    requests.problem(call, error.message)
  }
}

interface One {
  readonly pattern: ResourcePattern
  readonly operation: AclOperation
  readonly principal: string
  readonly permission: AclPermission
  readonly host: string
}

function keep(added: boolean, {pattern, ...rest}: One, requests: RecordedRequests): void {
  const binding = {...pattern, ...rest}
  if (added) requests.addAcl(binding)
  else requests.removeAcl(binding)
}

/** Combines the options as AclCommand of Kafka 4.3 does. Throws UsageError for what the tool would refuse. */
function grantsOf({flags, values}: GivenWords): {pattern: ResourcePattern; operations: readonly AclOperation[]}[] {
  const type = (values.get('resource-pattern-type')?.at(-1) ?? 'literal').toLowerCase()
  if (type !== 'literal' && type !== 'prefixed')
    throw new UsageError(
      `--resource-pattern-type ${type} matches existing ACLs: only literal and prefixed can be recorded`,
    )
  const patterns = (option: string, word: string) =>
    (values.get(option) ?? []).map((name): ResourcePattern => {
      const pattern = parseResource(`${word}/${name}`, {literal: true})
      return type === 'prefixed' ? {...pattern, patternType: 'PREFIXED'} : pattern
    })
  const topics = patterns('topic', 'topic')
  const groups = patterns('group', 'group')
  const transactionalIds = patterns('transactional-id', 'transactional-id')
  const cluster: ResourcePattern = {resourceType: 'CLUSTER', resourceName: clusterResourceName, patternType: 'LITERAL'}
  const all = (some: readonly ResourcePattern[], ...operations: AclOperation[]) =>
    some.map((pattern) => ({pattern, operations}))
  const roles = [
    ...(flags.has('producer')
      ? [
          ...all(topics, 'WRITE', 'DESCRIBE', 'CREATE'),
          ...all(transactionalIds, 'WRITE', 'DESCRIBE'),
          ...(flags.has('idempotent') ? all([cluster], 'IDEMPOTENT_WRITE') : []),
        ]
      : []),
    ...(flags.has('consumer') ? [...all(topics, 'READ', 'DESCRIBE'), ...all(groups, 'READ')] : []),
  ]
  if (flags.has('producer') || flags.has('consumer')) {
    if (topics.length === 0) throw new UsageError('--producer and --consumer need --topic')
    if (flags.has('consumer') && groups.length === 0) throw new UsageError('--consumer needs --group')
    return roles
  }
  const named = [
    ...topics,
    ...groups,
    ...transactionalIds,
    ...patterns('delegation-token', 'delegation-token'),
    ...patterns('user-principal', 'user'),
    ...(flags.has('cluster') ? [cluster] : []),
  ]
  if (named.length === 0) throw new UsageError('no resource is named')
  return all(named, ...(values.get('operation') ?? ['All']).map((text) => parseOperation(text)))
}
