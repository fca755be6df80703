// Each reason has its kind, and what hangs on it is the same as for the others of that kind.
import {describe, expect, test} from 'vitest'
import {connectError, advertisedError, closedError, lateError} from '../../src/lib/cluster/connection-errors.ts'
import {connectionReasons, kindOf} from '../../src/lib/cluster/connection-reasons.ts'
import {ConnectionError, isRetriable, isTransient, KafkaError, plainly} from '../../src/lib/cluster/errors.ts'
import {Patience} from '../../src/lib/cluster/patience.ts'
import {asJavaError, sentence} from '../../src/lib/apache/java/errors.ts'

const failure = (reason: ConnectionError['reason']) => new ConnectionError('a:1', reason, 'it failed')

test('a retry may help if a broker is down, but not after a refusal', () => {
  const passing = connectionReasons().filter((reason) => isTransient(failure(reason)))
  expect([...new Set(passing.map(kindOf))]).toEqual(['unreachable', 'timeout', 'closed'])
  expect(passing).not.toContain('loginRefused')
  expect(isTransient(new KafkaError(7, 'list groups'))).toBe(false)
  // REQUEST_TIMED_OUT extends RetriableException, TOPIC_AUTHORIZATION_FAILED does not.
  expect(isRetriable(new KafkaError(7, 'list groups'))).toBe(true)
  expect(isRetriable(new KafkaError(29, 'list groups'))).toBe(false)
  expect(connectionReasons().filter((reason) => isRetriable(failure(reason)))).toEqual(passing)
})

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'nameNotFound'],
  ['EAI_AGAIN', 'nameServerSilent'],
  ['EHOSTUNREACH', 'noRoute'],
  ['ETIMEDOUT', 'connectTimedOut'],
  ['ECONNRESET', 'closed'],
  ['ENOBUFS', 'unreachable'],
])('%s of the operating system is %s', (code, reason) =>
  expect(connectError('a:1', Object.assign(new Error('text'), {code}), undefined).reason).toBe(reason),
)

test('advice for an advertised address replaces that for a typed one', () => {
  const error = lateError('kafka:9092', 10, 'dialling')
  expect(error.message).toBe('kafka:9092 did not accept a connection within 10 ms; is a firewall in between?')
  const advertised = advertisedError(error, 3, {host: 'kafka', port: 9092})
  expect(advertised).toMatchObject({
    reason: 'connectTimedOut',
    message:
      'kafka:9092 did not accept a connection within 10 ms; the cluster advertises this address for broker 3 (advertised.listeners): where another one leads there, say --resolve kafka:9092=HOST:PORT',
  })
  const refused = failure('loginRefused')
  expect(advertisedError(refused, 3, {host: 'kafka', port: 9092})).toBe(refused)
})

describe('giving up early', () => {
  test('a listener that closes connections before a login is tried twice', () => {
    const patience = new Patience()
    const hungUp = closedError('a:1', 'introduced')
    expect([patience.isOver(hungUp, new Set()), patience.isOver(hungUp, new Set())]).toEqual([false, true])
  })

  test('a broker that was reached before is waited for', () =>
    expect(new Patience().isOver(failure('refused'), new Set(['a:1']))).toBe(false))
})

describe("Java's exceptions", () => {
  test.each([
    [failure('refused'), 'TimeoutException', 'Timed out waiting for a node assignment. Call: listTopics'],
    [failure('http'), 'TimeoutException', 'Timed out waiting for a node assignment. Call: listTopics'],
    [failure('tlsExpired'), 'SslAuthenticationException', 'SSL handshake failed'],
    [
      new ConnectionError('a:1', 'loginRefused', 'a:1 refused the SASL login: no (PLAIN)', {refusal: 'no'}),
      'SaslAuthenticationException',
      'no',
    ],
    [
      new ConnectionError('a:1', 'mechanismUnsupported', 'a:1 refused', {
        mechanisms: {wanted: 'SCRAM-SHA-512', offered: ['PLAIN', 'GSSAPI']},
      }),
      'UnsupportedSaslMechanismException',
      "Client SASL mechanism 'SCRAM-SHA-512' not enabled in the server, enabled mechanisms are [PLAIN, GSSAPI]",
    ],
    [new KafkaError(3, 'read', plainly('there is no such topic')), 'UnknownTopicOrPartitionException', 'This server does not host this topic-partition.'], // prettier-ignore
    [new KafkaError(36, 'create', "Topic 'a' already exists."), 'TopicExistsException', "Topic 'a' already exists."],
  ])('for %s', (error, name, message) => {
    expect(asJavaError(error, 'listTopics')).toMatchObject({
      javaClass: `org.apache.kafka.common.errors.${name}`,
      message,
    })
  })

  test('an exception and its cause are one sentence without repetition', () => {
    const refused = new ConnectionError('a:1', 'loginRefused', 'a:1 refused the SASL login: no (PLAIN)', {
      refusal: 'no',
    })
    expect(sentence(asJavaError(refused, 'listTopics'))).toBe(
      'org.apache.kafka.common.errors.SaslAuthenticationException: no: a:1 refused the SASL login (PLAIN)',
    )
    const away = connectError('a:1', Object.assign(new Error('connect'), {code: 'ECONNREFUSED'}), undefined)
    expect(sentence(asJavaError(away, 'listTopics'))).toBe(
      'org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listTopics: a:1 refused the connection; is the broker running, and is this its port?',
    )
    expect(sentence(asJavaError(new KafkaError(3, 'read topic a'), 'listTopics'))).toBe(
      'org.apache.kafka.common.errors.UnknownTopicOrPartitionException: This server does not host this topic-partition.',
    )
  })
})
