import {expect, test} from 'vitest'
import {isMissingRight, whyCommand} from '../../src/lib/cli/missing-right.ts'
import {KafkaError} from '../../src/lib/cluster/errors.ts'

test('every AUTHORIZATION_FAILED is a missing right, also as a cause', () => {
  const codes = {TOPIC: 29, GROUP: 30, CLUSTER: 31, TRANSACTIONAL_ID: 53, DELEGATION_TOKEN: 65}
  for (const [name, code] of Object.entries(codes)) expect(isMissingRight(new KafkaError(code, 'x')), name).toBe(true)
  expect(isMissingRight(new Error('outer', {cause: new KafkaError(29, 'x')}))).toBe(true)
  expect(isMissingRight(new KafkaError(3, 'x'))).toBe(false)
  // A wrong password is another matter.
  expect(isMissingRight(new KafkaError(58, 'x'))).toBe(false)
  expect(isMissingRight(null)).toBe(false)
})

test('the command that explains it has the command line, without the connection', () => {
  const argv = [
    'orders',
    '-b',
    'h:1',
    '--command-property',
    'a=secret',
    '--timeout=5s',
    '-pprod',
    '--key',
    'a b',
    '-g',
    'g',
  ]
  expect(whyCommand('User:alice', 'kafkit consume', argv)).toBe(
    "kafkit acls why User:alice -- kafkit consume orders --key 'a b' -g g",
  )
  expect(whyCommand(null, 'kafkit acls list', [])).toBe('kafkit acls why User:NAME -- kafkit acls list')
})
