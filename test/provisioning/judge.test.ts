import {expect, test} from 'vitest'
import {ordered, withoutOrphans} from '../../src/lib/provisioning/plan/judge.ts'

type Action = Parameters<typeof withoutOrphans>[0][number]
const topic = (name: string, type: string) =>
  ({kind: 'topic', change: 'create', name, deed: {type}}) as unknown as Action
const acl = (name: string) =>
  ({
    kind: 'acl',
    change: 'create',
    name: `read ${name}`,
    place: null,
    deed: {type: 'createAcl', binding: {resourceType: 'TOPIC', resourceName: name}},
  }) as unknown as Action

test('40: ACLs of a topic that cannot be created are not created either; those of an existing topic are', () => {
  const [created, refused, altered] = [topic('a', 'createTopic'), topic('b', 'createTopic'), topic('c', 'alterTopic')]
  const [onA, onB, onC] = [acl('a'), acl('b'), acl('c')]
  const judged = withoutOrphans([created, refused, altered, onA, onB, onC], [created, onA, onB, onC], [])
  expect(judged.actions).toEqual([created, onA, onC])
  expect(judged.refused.map(({name, error}) => [name, error.message])).toEqual([
    ['read b', 'acl read b is not created, because its topic cannot be'],
  ])
})

test('R15: what is needed comes first and deletions come last, whatever the order in the files', () => {
  const one = (kind: string, change: string, type: string, more = {}) =>
    ({kind, change, name: `${kind} ${change}`, harms: [], deed: {type, ...more}}) as unknown as Action
  const binding = (permission: string) => ({binding: {permission, resourceType: 'TOPIC', resourceName: 't'}})
  // In the order of the specification.
  const right = [
    one('broker', 'change', 'alterConfigs'),
    one('user', 'create', 'alterUser'),
    one('topic', 'create', 'createTopic'),
    one('topic', 'change', 'alterTopic'),
    {...one('acl', 'create', 'createAcl', binding('DENY')), harms: ['access' as const]},
    one('acl', 'create', 'createAcl', binding('ALLOW')),
    one('quota', 'change', 'alterQuota'),
    one('acl', 'delete', 'deleteAcl', binding('ALLOW')),
    one('acl', 'delete', 'deleteAcl', binding('DENY')),
    one('topic', 'delete', 'deleteTopic'),
  ]
  const names = (actions: readonly Action[]) => actions.map(({name, deed}) => [name, deed])
  expect(names(ordered(right.toReversed()))).toEqual(names(right))
  const [fresh, old] = [topic('fresh', 'createTopic'), {...topic('old', 'alterTopic'), change: 'change' as const}]
  const mixed = [fresh, old, fresh, old].map((each) => ({...each, harms: []}))
  expect(ordered(mixed).map(({name}) => name)).toEqual(['fresh', 'fresh', 'old', 'old'])
})
