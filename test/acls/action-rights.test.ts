import {expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {commandRights} from '../../src/lib/acls/action-rights.ts'
import {isSupported} from '../../src/lib/acls/supported-operations.ts'

const named = {topics: ['t'], groups: ['g'], transactionalIds: ['x']}

test('kafkit acls why knows every command, and none that no longer exists', () => {
  const commands = commandFiles().map(({id}) => id)
  expect(Object.keys(commandRights).toSorted()).toEqual(commands.toSorted())
})

test('every right is one that an ACL can give', () => {
  const rights = Object.values(commandRights)
    .flatMap(({needs}) => needs(named, new Set(['age', 'offsets'])))
    .flatMap(({anyOf}) => anyOf)
  expect(rights.length).toBeGreaterThan(50)
  expect(rights.filter(({resourceType, operation}) => !isSupported(resourceType, operation))).toEqual([])
})

test('a need is listed once, with all requests that need it', () => {
  const needs = commandRights['consume']?.needs({...named, transactionalIds: []}, new Set()) ?? []
  expect(needs.map(({anyOf: [right], requests}) => [right?.operation, right?.resourceName, requests.join()])).toEqual([
    ['DESCRIBE', 't', 'Metadata,ListOffsets,OffsetFetch'],
    ['READ', 't', 'Fetch,OffsetCommit'],
    ['DESCRIBE', 'g', 'FindCoordinator,OffsetFetch'],
    ['READ', 'g', 'JoinGroup,OffsetCommit'],
  ])
})
