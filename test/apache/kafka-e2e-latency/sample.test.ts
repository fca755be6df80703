import {expect, test} from 'vitest'
import {difference, samples, type Received, type Sample} from '../../../src/lib/apache/kafka-e2e-latency/sample.ts'

const bytes = (text: string) => Buffer.from(text)
const sent: Sample = {
  key: bytes('k'),
  value: bytes('v'),
  headers: [
    [bytes('h'), bytes('1')],
    [bytes('i'), null],
  ],
}
const received: Received = {...sent}

/** Letters are those of java.util.Random(0): S, S, X, V, N, J. */
test('a part of a record is one letter, repeated', () => {
  const next = samples({key: 2, value: 3, headers: 1, headerKey: 1, headerValue: 2})
  expect(next()).toEqual({key: bytes('SS'), value: bytes('SSS'), headers: [[bytes('X'), bytes('VV')]]})
  expect(next()).toMatchObject({key: bytes('NN'), value: bytes('JJJ')})
})

test('a key of no bytes is a key, and draws a letter', () => {
  const next = samples({key: 0, value: 1, headers: 1, headerKey: 0, headerValue: -1})
  expect(next()).toEqual({key: bytes(''), value: bytes('S'), headers: [[bytes(''), null]]})
  expect(next().value).toEqual(bytes('N'))
})

test.each([
  ['nothing wrong', [received], undefined],
  ['nothing', [], 'poll() timed out before finding a result (timeout:[60000ms])'],
  [
    'another value',
    [{...received, value: bytes('w')}],
    'The message value read [w] did not match the message value sent [v]',
  ],
  ['no key', [{...received, key: null}], 'Expected message key but received null'],
  ['another key', [{...received, key: bytes('l')}], 'The message key read [l] did not match the message key sent [k]'],
  ['no headers', [{...received, headers: []}], 'Expected message headers but received none'],
  [
    'a header less',
    [{...received, headers: sent.headers.slice(0, 1)}],
    'Header count mismatch between sent and received messages',
  ],
  [
    'another header',
    [{...received, headers: [[bytes('h'), bytes('\u00fc')] as const]}],
    'The message header read [h:[-61, -68]] did not match the message header sent [h:[49]]',
  ],
  [
    'a null that is none',
    [{...received, headers: [sent.headers[0]!, [bytes('i'), bytes('')] as const]}],
    'The message header read [i:[]] did not match the message header sent [i:null]',
  ],
  ['two records', [received, received], 'Only one result was expected during this test. We found [2]'],
])('what is wrong with what came back, in the words of Apache: %s', (_, records, text) => {
  expect(difference(sent, records)).toBe(text)
})
