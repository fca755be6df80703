import {expect, test} from 'vitest'
import {addressText, parseAddresses} from '../../src/lib/cluster/address.ts'

test.each([
  ['localhost:9092', [{host: 'localhost', port: 9092}]],
  [
    'a:1, b:2 ,',
    [
      {host: 'a', port: 1},
      {host: 'b', port: 2},
    ],
  ],
  ['kafka', [{host: 'kafka', port: 9092}]],
  ['[::1]:9093', [{host: '::1', port: 9093}]],
  ['[2001:db8::1]', [{host: '2001:db8::1', port: 9092}]],
  ['::1:9092', [{host: '::1', port: 9092}]],
  ['2001:db8::1:9093', [{host: '2001:db8::1', port: 9093}]],
  ['fe80::1%eth0:9092', [{host: 'fe80::1%eth0', port: 9092}]],
  ['::1', [{host: '::1', port: 9092}]],
  ['1:2:3:4:5:6:7:8', [{host: '1:2:3:4:5:6:7:8', port: 9092}]],
  ['SASL_SSL://broker-1.example:9094', [{host: 'broker-1.example', port: 9094}]],
])('%s', (text, expected) => {
  expect(parseAddresses(text)).toEqual(expected)
})

test.each([
  ['', 'no bootstrap server is given: write host:port, several with commas between'],
  [
    'a:0',
    "'a:0' is not a bootstrap server: '0' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  [
    'a:65536',
    "'a:65536' is not a bootstrap server: '65536' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  [
    'a:x',
    "'a:x' is not a bootstrap server: 'x' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  [
    'a:',
    "'a:' is not a bootstrap server: '' is not a port from 1 to 65535; write host:port, for instance localhost:9092",
  ],
  [
    '::1:99999',
    "'::1:99999' is not a bootstrap server: it is not of that form; write host:port, for instance localhost:9092",
  ],
  [
    'http://a:80',
    "'http://a:80' is not a bootstrap server: Kafka does not speak HTTP; write host:port, for instance localhost:9092",
  ],
  ['a:1;b:2', "'a:1;b:2' is not a bootstrap server; several have commas between: a:1,b:2"],
  ['x,a:1 b:2 c', "'a:1 b:2 c' is not a bootstrap server; several have commas between: a:1,b:2,c"],
  ['a/b', "'a/b' is not a bootstrap server: it is not of that form; write host:port, for instance localhost:9092"],
])('refused: %s', (text, message) => {
  expect(() => parseAddresses(text)).toThrow(message)
})

test('an IPv6 address is shown in brackets', () => {
  expect(addressText({host: '::1', port: 9092})).toBe('[::1]:9092')
  expect(addressText({host: 'a', port: 9092})).toBe('a:9092')
})
