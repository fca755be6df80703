import {expect, test} from 'vitest'
import {withoutOrphans} from '../../src/lib/provisioning/plan/judge.ts'

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

test('40: ACLs of a topic that cannot be created are not created either; those of one that is there are', () => {
  const [created, refused, altered] = [topic('a', 'createTopic'), topic('b', 'createTopic'), topic('c', 'alterTopic')]
  const [onA, onB, onC] = [acl('a'), acl('b'), acl('c')]
  const judged = withoutOrphans([created, refused, altered, onA, onB, onC], [created, onA, onB, onC], [])
  expect(judged.actions).toEqual([created, onA, onC])
  expect(judged.refused.map(({name, error}) => [name, error.message])).toEqual([
    ['read b', 'acl read b is not created, because its topic cannot be'],
  ])
})
