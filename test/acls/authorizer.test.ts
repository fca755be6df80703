import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {gunzipSync} from 'node:zlib'
import {expect, test} from 'vitest'
import type {AclBinding} from '../../src/lib/acls/acl-binding.ts'
import {authorize} from '../../src/lib/acls/authorizer.ts'
import {compareAuthorizer} from '../support/authorizer-answers.ts'

const recorded = gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures/authorizer-answers.jsonl.gz')))
  .toString()
  .trim()
  .split('\n')

test('thousands of requests are decided as by Kafka’s StandardAuthorizer, with the same rule', () => {
  const {requests, reasons, differences} = compareAuthorizer(recorded)
  expect(differences).toEqual([])
  expect(requests).toBe(8400)
  expect(Object.keys(reasons).toSorted()).toEqual([
    'no rule allows it',
    'no rule for the resource',
    'rule',
    'super user',
  ])
  for (const count of Object.values(reasons)) expect(count).toBeGreaterThan(300)
})

test('the comparison finds a wrong decision', () => {
  const wrong = recorded.map((line) => line.replaceAll('"ALLOW"', '"DENY"'))
  expect(compareAuthorizer(wrong).differences.length).toBeGreaterThan(1000)
})

test('a setting that is not visible leaves the decision open', () => {
  const request = {
    principal: 'User:alice',
    host: '10.0.0.1',
    operation: 'READ',
    resourceType: 'TOPIC',
    resourceName: 'orders',
  } as const
  const settings = {superUsers: null, allowEveryone: null}
  expect(authorize([], settings, request)).toEqual({allowed: null, because: 'no rule for the resource', rule: null})
  const other: AclBinding = {
    resourceType: 'TOPIC',
    resourceName: 'ord',
    patternType: 'PREFIXED',
    principal: 'User:bob',
    host: '*',
    operation: 'READ',
    permission: 'ALLOW',
  }
  expect(authorize([other], settings, request)).toMatchObject({allowed: false, because: 'no rule allows it'})
})
