import {expect, test} from 'vitest'
import {tableText} from '../../scripts/scaffold-table.ts'

test('the generated table has versions at the fields, defaults and tags, and lacks what no version has', () => {
  const request = {
    apiKey: 999,
    validVersions: '1-4',
    flexibleVersions: '2+',
    fields: [
      {name: 'GroupId', type: 'string', versions: '0+', nullableVersions: '3+'},
      {name: 'Old', type: 'int32', versions: '0'},
      {name: 'Gone', type: 'int64', versions: '0-2', default: '-1', ignorable: true},
      {name: 'Topics', type: '[]Topic', versions: '3+', fields: [{name: 'Name', type: 'string', versions: '0+'}]},
      {name: 'Force', type: 'bool', versions: '0+', default: 'true'},
    ],
  }
  const response = {
    validVersions: '1-4',
    flexibleVersions: '2+',
    fields: [{name: 'Leader', type: 'Node', versions: '2+', taggedVersions: '2+', tag: 0}],
    commonStructs: [
      {name: 'Node', type: '', versions: '0+', fields: [{name: 'Id', type: 'int32', versions: '0+', default: '0x7f'}]},
    ],
  }
  expect(tableText('DoThings', request, response)).toMatchInlineSnapshot(`
    "import {api} from '../wire/api.ts'
    import {array, between, bool, ignorable, int32, int64, nullable, optional, since, string, struct, tagged} from '../wire/schema.ts'

    export const DoThings = api({
      key: 999,
      name: 'DoThings',
      versions: [1, 4],
      flexible: 2,
      to: 'any', // check: any, controller, group, transaction, leader or node
      // check: nothing secret in the audit log; 'count only' for what members and producers send
      changes: {audit: ({groupId, gone, topics, force}) => ({groupId, gone, topics, force})},
      request: {
        groupId: nullable(string, 3),
        gone: ignorable(between(1, 2, int64, -1)),
        topics: since(3, array({name: string})),
        force: optional(bool, true),
      },
      response: {leader: tagged(0, since(2, struct({id: optional(int32, 127)})))},
    })
    "
  `)
})
