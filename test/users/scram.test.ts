import {pbkdf2Sync} from 'node:crypto'
import {expect, test} from 'vitest'
import {AlterUserScramCredentials} from '../../src/lib/apis/alter-user-scram-credentials.ts'
import {DescribeUserScramCredentials} from '../../src/lib/apis/describe-user-scram-credentials.ts'
import {alterScramUser, alterScramUsers} from '../../src/lib/users/alter-scram.ts'
import {describeScramUsers} from '../../src/lib/users/describe-scram.ts'
import {saltPassword} from '../../src/lib/users/scram-mechanism.ts'
import {fakeCluster, on} from '../support/fake-cluster.ts'
import {open} from '../support/open-cluster.ts'

test('a password is salted as in the example of RFC 7677', async () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
  const {saltedPassword} = await saltPassword('SCRAM-SHA-256', 4096, 'pencil', salt)
  expect(saltedPassword.toString('hex')).toBe('c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d')
})

test('each credential has its own salt', async () => {
  const [one, other] = await Promise.all([1, 2].map(() => saltPassword('SCRAM-SHA-512', 4096, 'pencil')))
  expect(one?.salt).not.toEqual(other?.salt)
  expect(one?.saltedPassword).toHaveLength(64)
})

test('only the salted password is sent', async () => {
  await using fake = await fakeCluster(on(AlterUserScramCredentials, () => ({results: [{user: 'alice'}]})))
  await alterScramUser(open(fake), 'alice', {
    set: [{mechanism: 'SCRAM-SHA-256', iterations: 8192, password: 'pencil'}],
    remove: ['SCRAM-SHA-512'],
  })
  const [sent] = fake.asked(AlterUserScramCredentials)
  expect(sent?.deletions).toEqual([{name: 'alice', mechanism: 2}])
  const [upsertion] = sent?.upsertions ?? []
  expect(upsertion).toMatchObject({name: 'alice', mechanism: 1, iterations: 8192})
  const salt = upsertion?.salt ?? Buffer.alloc(0)
  expect(Buffer.from(upsertion?.saltedPassword ?? [])).toEqual(pbkdf2Sync('pencil', salt, 8192, 32, 'sha256'))
})

test('a refusal carries the broker’s words', async () => {
  await using fake = await fakeCluster(
    on(AlterUserScramCredentials, () => ({
      results: [{user: 'alice', errorCode: 91, errorMessage: 'nothing to delete'}],
    })),
  )
  await expect(alterScramUser(open(fake), 'alice', {remove: ['SCRAM-SHA-256']})).rejects.toThrow(
    'alter SCRAM credentials of alice: nothing to delete (RESOURCE_NOT_FOUND)',
  )
})

test('many users are altered in one request, and each has an outcome of its own', async () => {
  await using fake = await fakeCluster(
    on(AlterUserScramCredentials, () => ({
      results: [{user: 'bob', errorCode: 91, errorMessage: 'nothing to delete'}, {user: 'alice'}],
    })),
  )
  const errors = await alterScramUsers(
    open(fake),
    ['alice', 'bob', 'carol'].map((user) => ({user, remove: ['SCRAM-SHA-256']})),
  )
  expect(errors.map((error) => error?.message ?? null)).toEqual([
    null,
    'alter SCRAM credentials of bob: nothing to delete (RESOURCE_NOT_FOUND)',
    // The broker has not said a word of her.
    expect.stringMatching(/^alter SCRAM credentials of carol: .*\(UNKNOWN_SERVER_ERROR\)$/),
  ])
  expect(fake.asked(AlterUserScramCredentials)).toHaveLength(1)
})

test('users without credentials are left out, and those that cannot be described have failed', async () => {
  await using fake = await fakeCluster(
    on(DescribeUserScramCredentials, () => ({
      results: [
        {
          user: 'bob',
          credentialInfos: [
            {mechanism: 1, iterations: 8192},
            {mechanism: 9, iterations: 1},
          ],
        },
        {user: 'carol', errorCode: 91},
        {user: 'dave', errorCode: 92, errorMessage: 'named twice'},
      ],
    })),
  )
  const users = await describeScramUsers(open(fake), ['bob', 'carol', 'dave'])
  expect(users.map(({user, error}) => [user, error?.message])).toEqual([
    ['bob', undefined],
    ['dave', 'describe SCRAM credentials of dave: named twice (DUPLICATE_RESOURCE)'],
  ])
  expect(users[0]).toMatchObject({
    credentials: [
      {mechanism: 'SCRAM-SHA-256', iterations: 8192},
      {mechanism: 'UNKNOWN', iterations: 1},
    ],
  })
  await describeScramUsers(open(fake), 'all')
  expect(fake.asked(DescribeUserScramCredentials).map(({users: names}) => names)).toEqual([
    [{name: 'bob'}, {name: 'carol'}, {name: 'dave'}],
    [],
  ])
})
