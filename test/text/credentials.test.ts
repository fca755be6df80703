import {expect, test} from 'vitest'
import {withoutCredentials} from '../../src/lib/text/credentials.ts'

test('the address of a broker that does not answer is shown, whatever the API is called', () => {
  const text = 'DescribeUserScramCredentials: 127.0.0.1:9092 did not answer within 30000 ms'
  expect(withoutCredentials(text)).toBe(text)
  expect(withoutCredentials('credentials: alice:7Gh2kkQ1')).not.toContain('7Gh2kkQ1')
})

test('an array instead of JSON lines: the example in the sentence is not masked', () => {
  const text = 'it is not a JSON object such as {"key":"k","value":"v"}'
  expect(withoutCredentials(text)).toBe(text)
  expect(withoutCredentials('{"key":"s3cret","password":"x1"}')).toBe('{"key":"********","password":"********"}')
})
