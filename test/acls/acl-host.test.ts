import {expect, test} from 'vitest'
import {aclHost} from '../../src/lib/acls/acl-host.ts'

// What java.net.InetAddress.getByName(…).getHostAddress() says.
test.each([
  ['*', '*'],
  ['10.0.0.7', '10.0.0.7'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['2001:DB8::7:0', '2001:db8:0:0:0:0:7:0'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['fe80:0000::00ab', 'fe80:0:0:0:0:0:0:ab'],
  ['::ffff:10.0.0.7', '10.0.0.7'],
  ['::ffff:a00:7', '10.0.0.7'],
  ['64:ff9b::10.0.0.7', '64:ff9b:0:0:0:0:a00:7'],
])('%s is %s to a broker', (text, host) => expect(aclHost(text)).toBe(host))

test.each(['localhost', '10.0.0.0/8', '10.0.0', 'fe80::1%eth0', ''])('%s is not a host of an ACL', (text) =>
  expect(() => aclHost(text)).toThrow('is not a host of an ACL'),
)
