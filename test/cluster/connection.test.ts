import {createHmac, createHash, pbkdf2Sync} from 'node:crypto'
import {once} from 'node:events'
import {createServer, Socket, type AddressInfo} from 'node:net'
import {afterEach, expect, test, vi} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {DescribeAcls} from '../../src/lib/apis/describe-acls.ts'
import {DescribeTopicPartitions} from '../../src/lib/apis/describe-topic-partitions.ts'
import {IncrementalAlterConfigs} from '../../src/lib/apis/incremental-alter-configs.ts'
import {ListGroups} from '../../src/lib/apis/list-groups.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {SaslAuthenticate} from '../../src/lib/apis/sasl-authenticate.ts'
import {SaslHandshake} from '../../src/lib/apis/sasl-handshake.ts'
import {ShareGroupDescribe} from '../../src/lib/apis/share-group-describe.ts'
import {Connection, type ConnectionSettings} from '../../src/lib/cluster/connection.ts'
import {UnsupportedApi} from '../../src/lib/cluster/errors.ts'
import {plain} from '../../src/lib/cluster/sasl/plain.ts'
import {scram} from '../../src/lib/cluster/sasl/scram.ts'
import {after, closeConnection, fakeCluster, noAnswer, on, rawBody, type FakeCluster} from '../support/fake-cluster.ts'
import {allTables} from '../support/tables.ts'

const opened: Connection[] = []
afterEach(() => opened.splice(0).forEach((connection) => connection.close()))

async function connect(fake: FakeCluster, settings: ConnectionSettings = {}) {
  const [node] = fake.nodes
  if (!node) throw new Error('no node')
  const connection = await Connection.open({host: node.host, port: node.port}, settings)
  opened.push(connection)
  return connection
}

/** A server that does what a test says with each connection, for what no Kafka broker does. */
async function strangeServer(accept: (socket: Socket) => void) {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    accept(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  return {
    port,
    peer: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => void (await new Promise((done) => server.close(done))),
  }
}

test('pipelined requests get their own answers', async () => {
  await using fake = await fakeCluster(
    on(ListGroups, ({statesFilter}) => ({groups: [{groupId: statesFilter[0] ?? '', protocolType: ''}]})),
  )
  const connection = await connect(fake)
  const names = Array.from({length: 50}, (_, i) => `s${i}`)
  const answers = await Promise.all(names.map((name) => connection.call(ListGroups, {statesFilter: [name]})))
  expect(answers.map(({groups}) => groups[0]?.groupId)).toEqual(names)
})

test('a broker that does not know ApiVersions v3 is asked again in v0', async () => {
  await using fake = await fakeCluster(
    {apiVersions: [0, 2]},
    on(ListGroups, () => ({}), 2),
  )
  const connection = await connect(fake)
  expect(connection.version(ListGroups)).toBe(2)
  expect(fake.requests.filter(({api}) => api === ApiVersions.name).map(({version}) => version)).toEqual([0])
  await using modern = await fakeCluster()
  await connect(modern)
  expect(modern.requests.map(({version}) => version)).toEqual([3])
})

test('a field that the negotiated version cannot carry is an error with both ranges', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({}), 2))
  const connection = await connect(fake)
  await expect(connection.call(ListGroups, {statesFilter: ['Stable']})).rejects.toThrow(
    `ListGroups: 'statesFilter' needs version 4 or later of this request, but version 2 is spoken; the broker ${connection.peer} has versions 0 to 2 of it`,
  )
})

test.each([
  ['2.8.2-zk', DescribeTopicPartitions, 'it came with Kafka 3.8, this one behaves like Kafka 2.8'],
  ['2.0.1-zk', IncrementalAlterConfigs, 'it came with Kafka 2.3, this one behaves like Kafka 2.0'],
  ['3.9.1-kraft', ShareGroupDescribe, 'it came with Kafka 4.1, this one behaves like Kafka 3.9'],
])(
  'what a broker of Kafka %s cannot do is reported with the release that introduced it',
  async (release, api, words) => {
    const all = (await allTables()).filter(({api}) => api.key !== ApiVersions.key)
    await using fake = await fakeCluster({release}, ...all.map(({api}) => on(api, () => ({}))))
    const connection = await connect(fake)
    expect(() => connection.version(api)).toThrow(UnsupportedApi)
    expect(() => connection.version(api)).toThrow(words)
  },
)

test('a broker that lacks what others of its age have is not called too old', async () => {
  const all = (await allTables()).filter(({api}) => ![ApiVersions.key, DescribeAcls.key].includes(api.key))
  await using fake = await fakeCluster(...all.map(({api}) => on(api, () => ({}))))
  const connection = await connect(fake)
  expect(() => connection.version(DescribeAcls)).toThrow(
    /^DescribeAcls: the broker \S+ does not support it, although it otherwise speaks like Kafka 4\.\d, and Kafka has had it since 0\.11: /,
  )
})

test('an API that the broker lacks, and one that it has only in newer versions, are errors that say so', async () => {
  await using fake = await fakeCluster()
  const connection = await connect(fake)
  await expect(connection.call(ListGroups, {})).rejects.toThrow(
    `ListGroups: the broker ${connection.peer} does not support it, although it otherwise speaks like Kafka `,
  )
  fake.serve(on(ListGroups, () => ({}), 5, 4))
  const again = await connect(fake)
  expect(() => again.version(ListGroups, 3)).toThrow(
    `ListGroups: the broker ${again.peer} has versions 4 to 5 of it, kafkit speaks versions 0 to 3; the broker is too new for this`,
  )
})

test('a request without an answer ends at the time limit, and so does its connection', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => noAnswer))
  const connection = await connect(fake)
  await expect(connection.call(ListGroups, {}, {timeoutMs: 20})).rejects.toMatchObject({
    reason: 'requestTimedOut',
    message: `ListGroups: ${connection.peer} did not answer within 20 ms`,
  })
  expect(connection.closed).toBe(true)
})

test('request.timeout.ms=2147483647, with the wait of a fetch on top, lets a request wait and prints no warning', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => after(30, {groups: []})))
  const warned: Error[] = []
  const note = (warning: Error) => void warned.push(warning)
  process.on('warning', note)
  try {
    const connection = await connect(fake, {connectTimeoutMs: 3e9})
    await connection.call(ListGroups, {}, {timeoutMs: 2 ** 31 - 1 + 500})
    expect(connection.closed).toBe(false)
    await new Promise((resolve) => setImmediate(resolve)) // warnings are emitted in a later tick
  } finally {
    process.off('warning', note)
  }
  expect(warned).toEqual([])
})

test('an aborted request does not affect the others', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => after(30, {})))
  const connection = await connect(fake)
  const aborter = new AbortController()
  const aborted = connection.call(ListGroups, {}, {signal: aborter.signal})
  const other = connection.call(ListGroups, {})
  aborter.abort(new Error('enough'))
  await expect(aborted).rejects.toThrow('enough')
  await expect(other).resolves.toMatchObject({errorCode: 0})
})

test('close ends requests at once, and the socket later: a program that ends then need not set up its stderr', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => noAnswer))
  const connection = await connect(fake)
  const asked = connection.call(ListGroups, {})
  const stderr = vi.spyOn(process, 'stderr', 'get')
  const destroy = vi.spyOn(Socket.prototype, 'destroy')
  try {
    connection.close()
    await expect(asked).rejects.toMatchObject({reason: 'closedByUs'})
    expect(connection.closed).toBe(true)
    expect([stderr, destroy].map(({mock}) => mock.calls.length)).toEqual([0, 0])
    await new Promise((resolve) => setImmediate(resolve))
    expect(destroy).toHaveBeenCalledTimes(1)
  } finally {
    stderr.mockRestore()
    destroy.mockRestore()
  }
})

test('all unanswered requests fail when the broker closes the connection', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => closeConnection))
  const connection = await connect(fake)
  await connection.call(Metadata, {topics: []})
  const calls = await Promise.allSettled([connection.call(ListGroups, {}), connection.call(ListGroups, {})])
  expect(calls.map((call) => call.status === 'rejected' && (call.reason as Error).message)).toEqual([
    `${connection.peer} closed the connection`,
    `${connection.peer} closed the connection`,
  ])
})

test('a connection closed at the first request after ApiVersions suggests that a login is missing', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => closeConnection))
  const connection = await connect(fake)
  await expect(connection.call(ListGroups, {})).rejects.toThrow(
    'closed the connection; does this listener demand a SASL login (security.protocol=SASL_…)?',
  )
})

test('an answer that cannot be read names the API', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => rawBody(Buffer.from([1]))))
  const connection = await connect(fake)
  await expect(connection.call(ListGroups, {})).rejects.toMatchObject({
    reason: 'unreadable',
    message: expect.stringContaining('sent a ListGroups answer that cannot be read') as string,
  })
})

test('the client pauses when it is throttled', async () => {
  await using fake = await fakeCluster(on(ListGroups, () => ({throttleTimeMs: 150})))
  const connection = await connect(fake)
  await connection.call(ListGroups, {})
  const start = performance.now()
  await connection.call(Metadata, {topics: []})
  expect(performance.now() - start).toBeGreaterThan(140)
})

test('brokers before Kafka 2.0 throttle by waiting themselves', async () => {
  let calls = 0
  await using fake = await fakeCluster(
    {apiVersions: [0, 1]},
    on(ListGroups, () => ({throttleTimeMs: calls++ === 0 ? 3_600_000 : 0}), 1),
  )
  const connection = await connect(fake)
  await connection.call(ListGroups, {})
  await expect(connection.call(ListGroups, {}, {timeoutMs: 10_000})).resolves.toMatchObject({errorCode: 0})
})

test.each([
  ['a TLS alert', [0x15, 3, 3, 0, 2, 2, 10, 0], 'wantsTls', /answers in TLS: set security.protocol to SSL or SASL_SSL/],
  ['HTTP', [...Buffer.from('HTTP/1.1 400 Bad Request\r\n')], 'http', /is an HTTP server, not a Kafka broker/],
  ['SSH', [...Buffer.from('SSH-2.0-OpenSSH_9.2\r\n')], 'notKafka', /does not answer in Kafka's protocol/],
  ['nothing', [], 'closedUnanswered', /closed the connection without an answer; is it a TLS listener/],
])('a port that answers with %s', async (_name, bytes, reason, message) => {
  await using server = await strangeServer((socket) => socket.once('data', () => socket.end(Buffer.from(bytes))))
  await expect(Connection.open({host: '127.0.0.1', port: server.port})).rejects.toMatchObject({
    reason,
    message: expect.stringMatching(message) as string,
  })
})

test('a port that does not answer is given up', async () => {
  await using server = await strangeServer((socket) => socket.resume())
  await expect(Connection.open({host: '127.0.0.1', port: server.port}, {connectTimeoutMs: 50})).rejects.toMatchObject({
    reason: 'silent',
    message: `${server.peer} accepted a connection and did not answer within 50 ms; is it a Kafka broker, and does it still run?`,
  })
})

test('a port that does not speak TLS is recognised', async () => {
  // As a broker does with what it cannot read: the connection is closed.
  await using server = await strangeServer((socket) => socket.once('data', () => socket.end()))
  await expect(Connection.open({host: '127.0.0.1', port: server.port}, {tls: {}})).rejects.toMatchObject({
    reason: 'notTls',
    message: expect.stringMatching(/is it a PLAINTEXT/) as string,
  })
})

test('a port where nothing listens refuses the connection', async () => {
  const server = await strangeServer(() => {})
  await server[Symbol.asyncDispose]()
  await expect(Connection.open({host: '127.0.0.1', port: server.port})).rejects.toThrow(
    `${server.peer} refused the connection; is the broker running, and is this its port?`,
  )
})

test('a broker is reached by its IPv6 address', async () => {
  await using fake = await fakeCluster(
    {host: '::1'},
    on(ListGroups, () => ({})),
  )
  const connection = await connect(fake)
  expect(connection.peer).toBe(`[::1]:${fake.ports[0]}`)
  await connection.call(ListGroups, {})
})

const mechanisms = ['PLAIN', 'SCRAM-SHA-256']
const handshake = on(SaslHandshake, ({mechanism}) => ({mechanisms, errorCode: mechanisms.includes(mechanism) ? 0 : 33}))

test('PLAIN sends what RFC 4616 defines', async () => {
  await using fake = await fakeCluster(
    handshake,
    on(SaslAuthenticate, () => ({})),
  )
  await connect(fake, {sasl: plain('alice', 'secret')})
  expect(fake.asked(SaslAuthenticate).map(({authBytes}) => authBytes.toString())).toEqual(['\0alice\0secret'])
})

test("a refused login is reported in the broker's words", async () => {
  await using fake = await fakeCluster(
    handshake,
    on(SaslAuthenticate, () => ({errorCode: 58, errorMessage: 'Authentication failed: Invalid username or password'})),
  )
  const peer = `127.0.0.1:${fake.ports[0]}`
  await expect(connect(fake, {sasl: plain('alice', 'wrong')})).rejects.toMatchObject({
    reason: 'loginRefused',
    refusal: 'Authentication failed: Invalid username or password',
    message: `${peer} refused the SASL login: Authentication failed: Invalid username or password (PLAIN)`,
  })
  await expect.poll(() => fake.connections()).toBe(0)
})

test('a mechanism that is not offered is an error that lists those that are', async () => {
  await using fake = await fakeCluster(handshake)
  await expect(connect(fake, {sasl: scram(512, 'a', 'b')})).rejects.toMatchObject({
    reason: 'mechanismUnsupported',
    mechanisms: {wanted: 'SCRAM-SHA-512', offered: mechanisms},
    message: expect.stringContaining(
      'it does not offer SCRAM-SHA-512, it offers PLAIN, SCRAM-SHA-256; set sasl.mechanism to one of them',
    ) as string,
  })
})

/** A SCRAM-SHA-256 server as RFC 5802 describes it, written from the RFC and not from our client. */
function scramServer(password: string, {lie = false, iterations = 4096, lifetimeMs = 0} = {}) {
  const salt = Buffer.from('QSXCR+Q6sek8bf92', 'base64')
  const conversations = new Map<number, {bare: string; challenge: string}>()
  return on(SaslAuthenticate, ({authBytes}, {connection}) => {
    const text = authBytes.toString()
    const known = conversations.get(connection)
    if (!known) {
      const bare = text.replace(/^n,,/, '')
      const challenge = `r=${/,r=([^,]*)/.exec(bare)?.[1]}server,s=${salt.toString('base64')},i=${iterations}`
      conversations.set(connection, {bare, challenge})
      return {authBytes: Buffer.from(challenge)}
    }
    conversations.delete(connection)
    const {bare, challenge} = known
    const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256')
    const hmac = (key: Buffer, data: string) => createHmac('sha256', key).update(data).digest()
    const withoutProof = text.replace(/,p=.*$/, '')
    const message = `${bare},${challenge},${withoutProof}`
    const clientKey = hmac(salted, 'Client Key')
    const signature = hmac(createHash('sha256').update(clientKey).digest(), message)
    const proof = Buffer.from(/p=(.*)$/.exec(text)?.[1] ?? '', 'base64')
    const right = proof.every((byte, i) => (byte ^ (signature[i] ?? 0)) === clientKey[i])
    if (!right) return {errorCode: 58, errorMessage: 'no'}
    const verifier = hmac(hmac(salted, 'Server Key'), lie ? 'something else' : message)
    return {authBytes: Buffer.from(`v=${verifier.toString('base64')}`), sessionLifetimeMs: lifetimeMs}
  })
}

test('SCRAM: both sides prove that they know the password', async () => {
  await using fake = await fakeCluster(handshake, scramServer('pencil'))
  await connect(fake, {sasl: scram(256, 'us=er,', 'pencil')})
  expect(fake.asked(SaslAuthenticate)[0]?.authBytes.toString()).toMatch(/^n,,n=us=3Der=2C,r=[\w-]+$/)
  await expect(connect(fake, {sasl: scram(256, 'user', 'pen')})).rejects.toThrow('refused the SASL login: no')
})

test('SCRAM: a server that cannot prove itself, and one that asks for too few iterations, are refused', async () => {
  await using liar = await fakeCluster(handshake, scramServer('pencil', {lie: true}))
  await expect(connect(liar, {sasl: scram(256, 'user', 'pencil')})).rejects.toThrow(
    'it could not prove that it knows the password',
  )
  await using weak = await fakeCluster(handshake, scramServer('pencil', {iterations: 100}))
  await expect(connect(weak, {sasl: scram(256, 'user', 'pencil')})).rejects.toThrow('it asks for 100 SCRAM iterations')
})

test('a SASL session is renewed once, after 85 % of its lifetime', async () => {
  await using fake = await fakeCluster(
    handshake,
    scramServer('pencil', {lifetimeMs: 60_000}),
    on(ListGroups, () => ({})),
  )
  let now = 1000
  const connection = await connect(fake, {sasl: scram(256, 'user', 'pencil'), now: () => now})
  now += 51_000
  await connection.call(ListGroups, {})
  expect(fake.asked(SaslHandshake)).toHaveLength(1)
  now += 1
  await Promise.all([connection.call(ListGroups, {}), connection.call(ListGroups, {})])
  expect(fake.asked(SaslHandshake)).toHaveLength(2)
})

test('the broker is told which version of kafkit is asking', async () => {
  await using fake = await fakeCluster()
  await connect(fake)
  expect(fake.asked(ApiVersions)).toMatchObject([
    {clientSoftwareName: 'kafkit', clientSoftwareVersion: packageJson.version},
  ])
})
