import {expect, test} from 'vitest'
import type {AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {uncovered} from '../../src/lib/acls/change-effects.ts'

const on = (resourceName: string, patternType: AclBinding['patternType'] = 'LITERAL'): AclBinding => ({
  resourceType: 'TOPIC',
  resourceName,
  patternType,
  principal: 'User:a',
  host: '*',
  operation: 'READ',
  permission: 'ALLOW',
})
const names = (found: readonly {readonly resourceName: string}[]) => found.map(({resourceName}) => resourceName)

test('an ACL is the first on a resource if no other pattern covers it', () => {
  const there = [on('orders'), on('app.', 'PREFIXED')]
  const coming = [
    on('orders'),
    on('orders2'),
    on('orders', 'PREFIXED'),
    on('app.x'),
    on('app.x.', 'PREFIXED'),
    on('ap'),
  ]
  expect(names(uncovered(coming, there))).toEqual(['orders2', 'orders', 'ap'])
  expect(names(uncovered([on('*'), on('x')], [on('', 'PREFIXED')]))).toEqual(['*'])
  expect(names(uncovered(coming, [on('*')]))).toEqual([])
  expect(names(uncovered([on('orders')], [{...on('orders'), resourceType: 'GROUP'}]))).toEqual(['orders'])
})
