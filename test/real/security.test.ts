// One real broker with a listener for each way in: who comes in, who does not, and the sentence that they see.
import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createServer} from 'node:net'
import {once} from 'node:events'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import kafkaConsoleConsumer from '../../src/lib/apache/kafka-console-consumer/tool.ts'
import kafkaConsumerGroups from '../../src/lib/apache/kafka-consumer-groups/tool.ts'
import kafkaTopics from '../../src/lib/apache/kafka-topics/tool.ts'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'
import {clientProperties} from '../../src/lib/config/client-properties.ts'
import {Fetch} from '../../src/lib/apis/fetch.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {stopSandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {javaStores} from '../support/certificates.ts'
import {runKafkit} from '../support/built-kafkit.ts'
import {kafkit, testIo} from '../support/cli.ts'
import {identityProvider, type IdentityProvider} from '../support/identity-provider.ts'
import {httpProxy} from '../support/proxies.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {startSecureSandbox, type SecureAddresses, type SecureSandbox} from '../support/secure-sandbox.ts'

type Listener = keyof SecureAddresses
type Settings = Readonly<Record<string, string>>
interface V8Coverage {
  readonly result: readonly {
    readonly functions: readonly {readonly functionName: string; readonly ranges: readonly {readonly count: number}[]}[]
  }[]
}

describeWithKafka('security', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-security-'))
  let secure: SecureSandbox
  let stores: Awaited<ReturnType<typeof javaStores>>
  let provider: IdentityProvider
  beforeAll(async () => {
    secure = await startSecureSandbox()
    stores = await javaStores(secure.certificates)
    provider = await identityProvider({clients: {admin: 'admin-secret'}})
    await kafkit(['topics', 'create', 'orders', '--partitions', '1', '-b', secure.addresses.PLAINTEXT])
    const all = ['--operation', 'All', '--topic', 'orders', '--group', '*']
    await acls(['--add', '--allow-principal', 'User:alice', ...all])
  }, 120_000)
  afterAll(async () => {
    await provider[Symbol.asyncDispose]()
    await stopSandbox(secure.sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  async function acls(args: readonly string[]) {
    const where = ['--bootstrap-server', secure.addresses.PLAINTEXT]
    const {exitCode, stderr} = await runKafkaTool('org.apache.kafka.tools.AclCommand', [...where, ...args])
    expect(exitCode, stderr).toBe(0)
  }

  const trust = (): Settings => ({'ssl.truststore.location': secure.certificates.ca, 'ssl.truststore.type': 'PEM'})
  const jaas = (module: string, options: string) => `org.apache.kafka.common.security.${module} required ${options};`
  const plain = (user: string, password = `${user}-secret`): Settings => ({
    'sasl.mechanism': 'PLAIN',
    'sasl.jaas.config': jaas('plain.PlainLoginModule', `username="${user}" password="${password}"`),
  })
  const scram = (bits: number, user: string, password = `${user}-secret`): Settings => ({
    'sasl.mechanism': `SCRAM-SHA-${bits}`,
    'sasl.jaas.config': jaas('scram.ScramLoginModule', `username="${user}" password="${password}"`),
  })
  const unsecured = (more = ''): Settings => ({
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.jaas.config': jaas('oauthbearer.OAuthBearerLoginModule', `unsecuredLoginStringClaim_sub="admin" ${more}`),
  })
  const oidc = (secret: string): Settings => ({
    'sasl.mechanism': 'OAUTHBEARER',
    'sasl.oauthbearer.token.endpoint.url': provider.url,
    'sasl.jaas.config': jaas(
      'oauthbearer.OAuthBearerLoginModule',
      `clientId="admin" clientSecret="${secret}" scope="kafka"`,
    ),
  })
  const certificate = (): Settings => ({
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.location': secure.certificates.client.keystorePem,
    'ssl.key.password': secure.certificates.password,
  })
  const jwt = (claims: object) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    return `${part({alg: 'none'})}.${part(claims)}.`
  }
  /** PLAIN once more, as kafkajs's documentation has plugins written; lengths are part of what goes to and fro. */
  const plugin = () => {
    const file = join(folder, 'plugin.cjs')
    const code = `
      exports.createMechanism = ({user, password}) => ({
        mechanism: 'plain',
        authenticationProvider: ({host, port, logger, saslAuthenticate}) => ({
          async authenticate() {
            logger.debug('logging in', {broker: host + ':' + port})
            const bytes = Buffer.from('\\0' + user + '\\0' + password)
            const length = Buffer.alloc(4)
            length.writeInt32BE(bytes.length)
            const response = {decode: (raw) => raw, parse: (data) => data}
            await saslAuthenticate({request: {encode: () => Buffer.concat([length, bytes])}, response})
          },
        }),
      })`
    writeFileSync(file, code)
    return file
  }
  const protocols: Record<Listener, string> = {
    PLAINTEXT: 'PLAINTEXT',
    SASL: 'SASL_PLAINTEXT',
    OAUTH: 'SASL_PLAINTEXT',
    REAUTH: 'SASL_PLAINTEXT',
    TLS: 'SSL',
    MTLS: 'SSL',
    WANT: 'SSL',
    WRONGHOST: 'SSL',
    SASLTLS: 'SASL_SSL',
    SASLMTLS: 'SASL_SSL',
  }
  let files = 0
  /** The arguments that lead to a listener with these settings in a properties file. */
  function at(listener: Listener, settings: Settings = {}, address = secure.addresses[listener]): string[] {
    const file = join(folder, `${++files}.properties`)
    const all = {
      'security.protocol': protocols[listener],
      'default.api.timeout.ms': '20000',
      'request.timeout.ms': '10000',
      ...settings,
    }
    const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
    writeFileSync(
      file,
      Object.entries(all)
        .map(([key, value]) => `${key}=${escaped(value)}\n`)
        .join(''),
    )
    return ['--bootstrap-server', address, '--command-config', file]
  }

  describe('who is welcome produces and consumes', () => {
    test.each<[string, Listener, () => Settings]>([
      ['PLAINTEXT', 'PLAINTEXT', () => ({})],
      ['TLS, PEM', 'TLS', trust],
      [
        'TLS, PKCS12 of keytool',
        'TLS',
        () => ({'ssl.truststore.location': stores.trustP12, 'ssl.truststore.password': 'changeit'}),
      ],
      ['TLS, JKS', 'TLS', () => ({'ssl.truststore.location': stores.trustJks, 'ssl.truststore.type': 'JKS'})],
      [
        'TLS 1.2 and one cipher suite',
        'WANT',
        () => ({
          ...trust(),
          'ssl.enabled.protocols': 'TLSv1.2',
          'ssl.cipher.suites': 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
        }),
      ],
      ['TLS, any host name', 'WRONGHOST', () => ({...trust(), 'ssl.endpoint.identification.algorithm': ''})],
      ['mutual TLS, PEM', 'MTLS', () => ({...trust(), ...certificate()})],
      [
        'mutual TLS, PKCS12',
        'MTLS',
        () => ({
          ...trust(),
          'ssl.keystore.location': secure.certificates.client.pkcs12,
          'ssl.keystore.password': 'changeit',
        }),
      ],
      [
        'mutual TLS, PKCS12 with RC2',
        'MTLS',
        () => ({
          ...trust(),
          'ssl.keystore.location': secure.certificates.oldPkcs12,
          'ssl.keystore.password': 'changeit',
        }),
      ],
      [
        'mutual TLS, JKS',
        'MTLS',
        () => ({
          ...trust(),
          'ssl.keystore.location': stores.clientJks,
          'ssl.keystore.password': 'changeit',
          'ssl.key.password': 'keypass12',
        }),
      ],
      [
        'mutual TLS, elliptic curve',
        'MTLS',
        () => ({
          ...trust(),
          'ssl.keystore.location': secure.certificates.ec.pkcs12,
          'ssl.keystore.password': 'changeit',
        }),
      ],
      ['PLAIN', 'SASL', () => plain('admin')],
      ['SCRAM-SHA-256', 'SASL', () => scram(256, 'alice')],
      ['SCRAM-SHA-512', 'SASL', () => scram(512, 'admin')],
      ['OAUTHBEARER, unsecured', 'OAUTH', unsecured],
      ['OAUTHBEARER, client credentials', 'OAUTH', () => oidc('admin-secret')],
      [
        'OAUTHBEARER, client credentials by the names of KIP-768',
        'OAUTH',
        () => ({
          'sasl.mechanism': 'OAUTHBEARER',
          'sasl.oauthbearer.token.endpoint.url': provider.url,
          'sasl.oauthbearer.client.credentials.client.id': 'admin',
          'sasl.oauthbearer.client.credentials.client.secret': 'admin-secret',
          'sasl.oauthbearer.scope': 'kafka',
        }),
      ],
      [
        'OAUTHBEARER, a token that a command prints',
        'OAUTH',
        () => ({
          'sasl.mechanism': 'OAUTHBEARER',
          'kafkit.sasl.oauthbearer.token.command': `echo ${jwt({sub: 'admin', iat: 1_577_836_800, exp: 4_102_444_800})}`,
        }),
      ],
      [
        'a plugin for kafkajs',
        'SASL',
        () => ({
          'sasl.mechanism': 'PLAIN',
          'kafkit.sasl.plugin': plugin(),
          'kafkit.sasl.plugin.options': '{"user": "admin", "password": "admin-secret"}',
        }),
      ],
      ['PLAIN over TLS', 'SASLTLS', () => ({...trust(), ...plain('alice')})],
      ['SCRAM-SHA-256 over TLS', 'SASLTLS', () => ({...trust(), ...scram(256, 'alice')})],
      ['SCRAM-SHA-512 over TLS', 'SASLTLS', () => ({...trust(), ...scram(512, 'alice')})],
      ['OAUTHBEARER over TLS', 'SASLTLS', () => ({...trust(), ...unsecured()})],
      ['PLAIN over mutual TLS', 'SASLMTLS', () => ({...trust(), ...certificate(), ...plain('admin')})],
    ])('%s', async (name, listener, settings) => {
      const where = at(listener, settings())
      const sent = await kafkit(['produce', 'orders', ...where], {stdin: `${name}\n`})
      expect(sent).toMatchObject({code: 0})
      const last = await kafkit(['consume', 'orders', ...where, '--from-beginning', '--until-end'])
      expect(last.err).not.toMatch(/✗|error/i)
      expect(last.out.trim().split('\n').at(-1)).toBe(name)
      // The drop-in with the same file.
      const {io, text} = testIo()
      expect(await kafkaTopics.run([...where, '--list'], io)).toBe(0)
      expect(text()).toMatchObject({out: expect.stringContaining('orders\n') as string, err: ''})
    })
  })

  test('a delegation token (KIP-48) logs in as its owner', async () => {
    const where = at('SASL', scram(512, 'alice'))
    const create = ['--create', '--max-life-time-period', '-1']
    const {stdout, stderr} = await runKafkaTool('org.apache.kafka.tools.DelegationTokenCommand', [...where, ...create])
    const [, id = '', hmac = ''] = /^(\S{22})\s+(\S{88})\s/m.exec(stdout) ?? []
    expect(id, stdout + stderr).not.toBe('')
    const login = jaas('scram.ScramLoginModule', `username="${id}" password="${hmac}" tokenauth="true"`)
    const token = (mechanism: string) => at('SASL', {'sasl.mechanism': mechanism, 'sasl.jaas.config': login})
    // It takes the broker a moment to hear of it.
    await expect.poll(() => kafkit(['topics', 'list', ...token('SCRAM-SHA-256')])).toMatchObject({code: 0})
    for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'])
      expect(await kafkit(['consume', 'orders', ...token(mechanism), '--from-beginning', '-n', '1'])).toMatchObject({
        code: 0,
      })
    const asPassword = {'sasl.mechanism': 'SCRAM-SHA-256', 'sasl.jaas.config': login.replace('tokenauth="true"', '')}
    expect(await kafkit(['topics', 'list', ...at('SASL', asPassword)])).toMatchObject({code: 1})
  })

  test('kafkajs comes in by the same files', async () => {
    const ways: [Listener, Settings][] = [
      ['SASLMTLS', {...trust(), ...certificate(), ...plain('admin')}],
      ['SASLTLS', {...trust(), ...scram(512, 'alice')}],
      ['OAUTH', oidc('admin-secret')],
    ]
    for (const [listener, settings] of ways)
      expect(await kafkit(['topics', 'list', ...at(listener, settings), '--client', 'kafkajs'])).toMatchObject({
        code: 0,
        out: expect.stringContaining('orders') as string,
      })
  })

  // Of the build for Node.
  test.skipIf(process.env['KAFKIT_BIN'])('TLS and SCRAM load what they need, and nothing else of ours', async () => {
    /** The modules that a run of the built program came to: in the bundle each is a function of its own. */
    const loaded = async (args: readonly string[]) => {
      const coverage = mkdtempSync(join(folder, 'coverage-'))
      const {code, stderr} = await runKafkit(['topics', 'list', ...args], {env: {NODE_V8_COVERAGE: coverage}})
      expect({code, stderr}).toEqual({code: 0, stderr: ''})
      const modules = readdirSync(coverage).flatMap((file) => {
        const {result} = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as V8Coverage
        return result.flatMap(({functions}) => functions)
      })
      const called = modules.filter(({ranges: [whole]}) => (whole?.count ?? 0) > 0)
      return new Set(called.map(({functionName}) => functionName).filter((name) => /^(src|node_modules)\//.test(name)))
    }
    const [without, login] = [await loaded(at('PLAINTEXT')), await loaded(at('SASLTLS', {...trust(), ...scram(512, 'alice')}))] // prettier-ignore
    expect(without.has('src/lib/cluster/connection.ts')).toBe(true)
    expect([...login.difference(without)].toSorted()).toEqual([
      'src/lib/apis/sasl-authenticate.ts',
      'src/lib/apis/sasl-handshake.ts',
      'src/lib/cluster/sasl/mechanism.ts',
      'src/lib/cluster/sasl/scram.ts',
      'src/lib/cluster/tls/context.ts',
      'src/lib/cluster/tls/key-store.ts',
      'src/lib/cluster/tls/store.ts',
      'src/lib/config/jaas.ts',
      'src/lib/config/sasl-properties.ts',
      'src/lib/config/tls-properties.ts',
    ])
  })

  describe('who is not', () => {
    const refused = async (listener: Listener, settings: Settings) => {
      const {out, err, code} = await kafkit(['topics', 'list', ...at(listener, settings)])
      return {out, err: err.replaceAll(/:\d{4,5}\b/g, ':PORT').trim(), code}
    }
    const sentence = async (listener: Listener, settings: Settings) => (await refused(listener, settings)).err

    test('wrong passwords', async () => {
      expect(await refused('SASL', plain('admin', 'guessed'))).toMatchInlineSnapshot(`
        {
          "code": 1,
          "err": "kafkit: 127.0.0.1:PORT refused the SASL login: Authentication failed: Invalid username or password (PLAIN)",
          "out": "",
        }
      `)
      expect(await sentence('SASL', scram(256, 'alice', 'guessed'))).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT refused the SASL login: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-256"`,
      )
      expect(await sentence('SASLTLS', {...trust(), ...scram(512, 'nobody')})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT refused the SASL login: Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512"`,
      )
    })

    test('a mechanism that the listener does not offer', async () => {
      expect(await sentence('SASL', unsecured())).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT refused the SASL login: it does not offer OAUTHBEARER, it offers PLAIN, SCRAM-SHA-512, SCRAM-SHA-256; set sasl.mechanism to one of them"`,
      )
      expect(await sentence('OAUTH', plain('admin'))).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT refused the SASL login: it does not offer PLAIN, it offers OAUTHBEARER; set sasl.mechanism to one of them"`,
      )
      expect(
        await sentence('PLAINTEXT', {...plain('admin'), 'security.protocol': 'SASL_PLAINTEXT'}),
      ).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT refused the SASL login: this listener takes no SASL login; is it a PLAINTEXT or SSL listener (security.protocol)?"`,
      )
    })

    test('tokens', async () => {
      const file = join(folder, 'token')
      writeFileSync(file, jwt({sub: 'admin', iat: 1_577_836_800, exp: 1_577_840_400}))
      const fromFile = {'sasl.mechanism': 'OAUTHBEARER', 'sasl.oauthbearer.token.endpoint.url': `file://${file}`}
      expect(await sentence('OAUTH', fromFile)).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT refused the SASL login: it does not accept the token (invalid_token); the token expired on 2020-01-01 01:00:00 UTC; get a new one"`,
      )
      expect(await sentence('OAUTH', oidc('guessed'))).toMatchInlineSnapshot(
        `"kafkit: the SASL login to 127.0.0.1:PORT cannot begin: the token endpoint http://127.0.0.1:PORT/token refused: invalid_client: bad secret (HTTP 401); are client id and secret right?"`,
      )
      const gone = {...fromFile, 'sasl.oauthbearer.token.endpoint.url': 'file:///nowhere/token'}
      expect(await sentence('OAUTH', gone)).toMatchInlineSnapshot(
        `"kafkit: the SASL login to 127.0.0.1:PORT cannot begin: the token file /nowhere/token cannot be read: ENOENT"`,
      )
    })

    test('certificates', async () => {
      const {selfSigned, otherCa} = secure.certificates
      expect(await sentence('TLS', {'ssl.truststore.location': otherCa})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT: its certificate (CN=localhost) comes from CN=kafkit-test-ca, which is not in the trust store (ssl.truststore…); is it the store for this cluster?"`,
      )
      expect(await sentence('WRONGHOST', trust())).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT: its certificate is for wrong.example, not for localhost; connect by a name that is in it, or set ssl.endpoint.identification.algorithm= (empty) if you trust it all the same"`,
      )
      expect(await sentence('MTLS', trust())).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT: it demands a client certificate (mutual TLS); set ssl.keystore.location, or ssl.keystore.key and ssl.keystore.certificate.chain"`,
      )
      const stranger = join(folder, 'stranger.pem')
      writeFileSync(stranger, readFileSync(selfSigned.key, 'utf8') + readFileSync(selfSigned.certificate, 'utf8'))
      expect(await sentence('MTLS', {...trust(), 'ssl.keystore.location': stranger})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT: it rejected our client certificate: certificate unknown; is it the right one (ssl.keystore…), and does the broker trust its issuer?"`,
      )
      expect(await sentence('WANT', {...trust(), 'ssl.enabled.protocols': 'TLSv1.3'})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT: it speaks none of the TLS versions that we may (TLSv1.3 to TLSv1.3); see ssl.enabled.protocols"`,
      )
    })

    test('the wrong protocol for a port, within seconds', async () => {
      expect(await sentence('TLS', {'security.protocol': 'PLAINTEXT'})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT answers in TLS: set security.protocol to SSL or SASL_SSL, or use its PLAINTEXT port"`,
      )
      expect(await sentence('PLAINTEXT', {...trust(), 'security.protocol': 'SSL'})).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT: it closed the connection during the TLS handshake; is it a PLAINTEXT or SASL_PLAINTEXT listener?"`,
      )
      expect(await sentence('SASL', {'security.protocol': 'PLAINTEXT'})).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT closed the connection; does this listener demand a SASL login (security.protocol=SASL_…)?"`,
      )
      expect(await sentence('SASL', {...trust(), 'security.protocol': 'SSL'})).toMatchInlineSnapshot(
        `"kafkit: 127.0.0.1:PORT: it closed the connection during the TLS handshake; is it a PLAINTEXT or SASL_PLAINTEXT listener?"`,
      )
      expect(
        await sentence('SASLTLS', {...plain('admin'), 'security.protocol': 'SASL_PLAINTEXT'}),
      ).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT answers in TLS: set security.protocol to SSL or SASL_SSL, or use its PLAINTEXT port"`,
      )
      expect(await sentence('SASLTLS', {...trust(), 'security.protocol': 'SSL'})).toMatchInlineSnapshot(
        `"kafkit: localhost:PORT closed the connection; does this listener demand a SASL login (security.protocol=SASL_…)?"`,
      )
    })

    test('stores and keys', async () => {
      const {client} = secure.certificates
      const wrong = {'ssl.truststore.location': stores.trustP12, 'ssl.truststore.password': 'guessed'}
      expect((await refused('TLS', wrong)).code).toBe(2)
      expect(await sentence('TLS', wrong)).toMatch(/: ssl\.truststore\.password does not open .*trust\.p12$/)
      expect(await sentence('MTLS', {...trust(), ...certificate(), 'ssl.key.password': 'guessed'})).toMatch(
        /ssl\.key\.password does not open the private key$/,
      )
      expect(await sentence('TLS', {'ssl.truststore.location': '/nowhere/ca.pem'})).toMatch(
        /ssl\.truststore\.location: cannot read \/nowhere\/ca\.pem: there is no such file$/,
      )
      expect(await sentence('TLS', {'ssl.truststore.location': client.key})).toMatch(/holds no certificate$/)
      const garbage = join(folder, 'garbage.pem')
      writeFileSync(garbage, '-----BEGIN PRIVATE KEY-----\nbm90IGEga2V5\n-----END PRIVATE KEY-----\n')
      expect(await sentence('MTLS', {...trust(), 'ssl.keystore.location': garbage})).toMatch(
        /ssl\.keystore\.location: \S+garbage\.pem: the private key cannot be read/,
      )
    })

    test('files and names', async () => {
      const missing = await kafkit(['topics', 'list', '--command-config', '/nowhere/client.properties'])
      expect([missing.code, missing.err]).toMatchInlineSnapshot(`
        [
          2,
          "kafkit: cannot read /nowhere/client.properties: there is no such file
        ",
        ]
      `)
      const misspelt = await kafkit(['topics', 'list', ...at('SASL', {...plain('admin'), 'sasl.mechanisim': 'PLAIN'})])
      expect([misspelt.code, misspelt.err.replace(/\(.*?\.properties:\d+/, '(FILE:LINE')]).toMatchInlineSnapshot(`
        [
          0,
          "kafkit: ignored sasl.mechanisim (FILE:LINE; did you mean sasl.mechanism?): no Kafka client has such a property
        ",
        ]
      `)
    })

    test('a port that accepts and says nothing', async () => {
      const silent = createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const {port} = silent.address() as {port: number}
      const {err, code} = await kafkit(['topics', 'list', '-b', `127.0.0.1:${port}`, '--timeout', '500ms'])
      silent.close()
      expect([code, err.replaceAll(String(port), 'PORT')]).toMatchInlineSnapshot(`
        [
          1,
          "kafkit: 127.0.0.1:PORT accepted a connection and did not answer within 500 ms; is it a Kafka broker, and does it still run?
        ",
        ]
      `)
    })
  })

  test('ACLs: what bob may not do', async () => {
    const bob = at('SASL', plain('bob'))
    expect(await kafkit(['topics', 'list', ...bob, '--output', 'json'])).toMatchObject({
      code: 0,
      out: `{"topics":[],"errors":[]}\n`,
    })
    expect(await kafkit(['topics', 'describe', 'orders', ...bob])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/orders.*(authori[sz]|TOPIC_AUTHORIZATION_FAILED|does not exist)/i) as string,
    })
    expect((await kafkit(['produce', 'orders', ...bob], {stdin: 'x\n'})).err).toMatch(/TOPIC_AUTHORIZATION_FAILED/)
    expect((await kafkit(['consume', 'orders', ...bob, '--from-beginning', '--until-end'])).err).toMatch(
      /TOPIC_AUTHORIZATION_FAILED/,
    )
    // Alice may, by whichever way she is known to be alice: with a password, by her certificate alone.
    for (const way of [at('SASL', scram(512, 'alice')), at('MTLS', {...trust(), ...certificate()})])
      expect(await kafkit(['topics', 'list', ...way])).toMatchObject({
        code: 0,
        out: expect.stringContaining('orders') as string,
      })

    const grants = ['--add', '--allow-principal', 'User:bob', '--producer', '--consumer', '--group', 'bobs']
    await acls([...grants, '--topic', 'orders'])
    expect(await kafkit(['produce', 'orders', ...bob], {stdin: 'by bob\n'})).toMatchObject({code: 0})
    expect(
      await kafkit(['consume', 'orders', ...bob, '--group', 'bobs', '--from-beginning', '--idle', '1s']),
    ).toMatchObject({code: 0, out: expect.stringContaining('by bob\n') as string})
    expect((await kafkit(['consume', 'orders', ...bob, '--group', 'other', '--idle', '1s'])).err).toMatch(
      /GROUP_AUTHORIZATION_FAILED/,
    )
    expect((await kafkit(['topics', 'delete', 'orders', '--yes', ...bob])).err).toMatch(/TOPIC_AUTHORIZATION_FAILED/)
    expect((await kafkit(['topics', 'create', 'mine', ...bob])).err).toMatch(/TOPIC_AUTHORIZATION_FAILED/)
  })

  describe('doctor names the step', () => {
    const failing = async (args: readonly string[]) => {
      const {out, code} = await kafkit(['doctor', ...args, '--no-second-opinion', '--output', 'json'])
      const {steps} = JSON.parse(out) as {
        steps: {name: string; verdict: string; summary: string; hint: string | null}[]
      }
      const [step] = steps.filter(({verdict}) => verdict === 'failed')
      const {name = '', summary = '', hint = null} = step ?? {}
      const shown = (text: string) => text.replaceAll(/:\d{4,5}\b/g, ':PORT').replaceAll(folder, 'FOLDER')
      return {code, step: name, summary: shown(summary), try: shown(hint ?? '')}
    }

    test.each<[string, Listener, () => Settings, step: string, says: string, hint: string]>([
      ['a wrong password', 'SASL', () => plain('admin', 'guessed'), 'sasl', 'Invalid username or password', 'password'],
      ['a mechanism that is not offered', 'OAUTH', () => plain('admin'), 'sasl', 'it offers OAUTHBEARER', 'mechanism'],
      [
        'an unknown mechanism',
        'SASL',
        () => ({...plain('admin'), 'sasl.mechanism': 'NTLM'}),
        'configuration',
        '.properties:4: sasl.mechanism NTLM is not one of PLAIN,',
        'fix the file',
      ],
      [
        'an expired token',
        'OAUTH',
        () => ({
          'sasl.mechanism': 'OAUTHBEARER',
          'kafkit.sasl.oauthbearer.token': jwt({sub: 'admin', iat: 1_577_836_800, exp: 1_577_840_400}),
        }),
        'sasl',
        'the token expired on 2020-01-01 01:00:00 UTC',
        'get a new token',
      ],
      ['a secret that the identity provider refuses', 'OAUTH', () => oidc('guessed'), 'sasl', 'bad secret', 'provider'],
      ['a client certificate that is missing', 'MTLS', trust, 'tls', 'demands a client certificate', 'ssl.keystore'],
      [
        'another authority',
        'TLS',
        () => ({'ssl.truststore.location': secure.certificates.otherCa}),
        'tls',
        'comes from CN=kafkit-test-ca, which is not in the trust store',
        'set ssl.truststore.location',
      ],
      ['another name', 'WRONGHOST', trust, 'tls', 'is for wrong.example, not for localhost', 'use a name'],
      [
        'a listener with TLS',
        'TLS',
        () => ({'security.protocol': 'PLAINTEXT'}),
        'api-versions',
        'answers in TLS',
        'set security.protocol=SSL',
      ],
      [
        'a listener without TLS',
        'PLAINTEXT',
        () => ({...trust(), 'security.protocol': 'SSL'}),
        'tls',
        'closed the connection during the TLS handshake',
        'this is not a TLS port',
      ],
      [
        'a login that is demanded',
        'SASL',
        () => ({'security.protocol': 'PLAINTEXT'}),
        'sasl',
        'requires a login by PLAIN, SCRAM-SHA-512, SCRAM-SHA-256, but none is configured',
        'set security.protocol=SASL_PLAINTEXT',
      ],
      [
        'a wrong store password',
        'TLS',
        () => ({'ssl.truststore.location': stores.trustP12, 'ssl.truststore.password': 'guessed'}),
        'configuration',
        'ssl.truststore.password does not open',
        'fix the file',
      ],
      [
        'a wrong key password',
        'MTLS',
        () => ({...trust(), ...certificate(), 'ssl.key.password': 'guessed'}),
        'configuration',
        'ssl.key.password does not open the private key',
        'fix the file',
      ],
      [
        'a key that cannot be read',
        'MTLS',
        () => ({...trust(), 'ssl.keystore.location': secure.certificates.ca}),
        'configuration',
        'ca.pem holds no private key',
        'fix the file',
      ],
      [
        'a file that is missing',
        'TLS',
        () => ({'ssl.truststore.location': '/nowhere/ca.pem'}),
        'configuration',
        'cannot read /nowhere/ca.pem: there is no such file',
        'fix the file',
      ],
    ])('%s', async (_, listener, settings, step, says, hint) => {
      expect(await failing(at(listener, settings()))).toEqual({
        code: step === 'configuration' ? 2 : 1,
        step,
        summary: expect.stringContaining(says) as string,
        try: expect.stringContaining(hint) as string,
      })
    })

    test('addresses, ports and proxies', async () => {
      const port = secure.addresses.TLS.split(':').at(-1) ?? ''
      const tls = [...at('TLS', trust(), `127.0.0.1:${port}`), '--timeout', '3s']
      expect(await failing([...tls, '--resolve', `localhost:${port}=127.0.0.1:1`])).toMatchInlineSnapshot(`
        {
          "code": 1,
          "step": "listeners",
          "summary": "1 of 1 advertised listener cannot be used from here",
          "try": "look at the broker at localhost:PORT: does it run, and may this machine reach that port?",
        }
      `)
      await using shut = await httpProxy({allow: () => false})
      expect(await failing([...at('TLS', trust()), '--proxy', `http://${shut.address}`])).toMatchInlineSnapshot(`
        {
          "code": 1,
          "step": "tcp",
          "summary": "the proxy 127.0.0.1:PORT refused to connect to localhost:PORT: 403 Forbidden",
          "try": "look at the address and login of the proxy, and at what its rules allow",
        }
      `)
      const silent = createServer(() => {}).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const half = `127.0.0.1:${(silent.address() as {port: number}).port}`
      expect(await failing(['-b', half, '--timeout', '500ms'])).toMatchInlineSnapshot(`
        {
          "code": 1,
          "step": "api-versions",
          "summary": "127.0.0.1:PORT accepted a connection and did not answer within 500 ms; is it a Kafka broker, and does it still run?",
          "try": "the port accepts connections but does not answer: is the broker hanging, starting up, or is a load balancer without a broker in between?",
        }
      `)
      expect(await failing([...at('TLS', trust(), half), '--timeout', '500ms'])).toMatchInlineSnapshot(`
        {
          "code": 1,
          "step": "tls",
          "summary": "127.0.0.1:PORT accepted a connection but did not finish the TLS handshake within 500 ms",
          "try": "the port accepts connections but does not answer: is it a TLS listener, is its broker healthy, is it a load balancer without a broker behind it?",
        }
      `)
      silent.close()
      expect(await failing(['-b', '127.0.0.1:1'])).toMatchInlineSnapshot(`
        {
          "code": 1,
          "step": "tcp",
          "summary": "127.0.0.1:1 refused the connection; is the broker running, and is this its port?",
          "try": "look whether the broker runs and listens on this port for other machines too (its 'listeners'), not only on its own localhost",
        }
      `)
      expect(await failing(['--command-config', '/nowhere/client.properties'])).toMatchInlineSnapshot(`
        {
          "code": 2,
          "step": "configuration",
          "summary": "cannot read /nowhere/client.properties: there is no such file",
          "try": "fix the file, variable or flag named above",
        }
      `)
    })
  })

  describe('the drop-ins end as Apache does', () => {
    const wrong = () => at('SASL', plain('admin', 'guessed'))

    test('kafka-topics with 1', async () => {
      const {io, text} = testIo()
      expect(await kafkaTopics.run([...wrong(), '--list'], io)).toBe(1)
      expect(text().out).toBe(
        'Error while executing topic command : Authentication failed: Invalid username or password\n',
      )
      expect(text().err.trim().split('\n')).toHaveLength(1)
      expect(text().err).not.toMatch(/guessed|at .*\.ts/)
    })

    test('kafka-console-consumer and kafka-consumer-groups with 0', async () => {
      const {io, text} = testIo()
      const [server = '', address = '', , file = ''] = wrong()
      expect(await kafkaConsoleConsumer.run([server, address, '--command-config', file, '--topic', 'orders'], io)).toBe(
        0,
      )
      expect(text().err).toMatch(/Invalid username or password/)
      const other = testIo()
      expect(await kafkaConsumerGroups.run([...wrong(), '--list'], other.io)).toBe(0)
      expect(other.text().err).toMatch(/Invalid username or password/)
    })
  })

  describe('a session that ends every three seconds (KIP-368)', () => {
    const renewing = async (login: Settings) => {
      const {settings} = await clientProperties(
        new Map(Object.entries({'security.protocol': 'SASL_PLAINTEXT', ...login})),
      )
      const cluster = openCluster({bootstrap: parseAddresses(secure.addresses.REAUTH), ...settings})
      try {
        const [orders] = await cluster.topics(['orders'])
        const node = orders?.partitions[0]?.leader ?? -1
        const connection = await cluster.connection(node, 'long polls')
        const ends = performance.now() + 7500
        let polls = 0
        let calls = 0
        const poll = async () => {
          while (performance.now() < ends) {
            await connection.call(Fetch, {
              maxWaitMs: 400,
              minBytes: 1_000_000,
              sessionEpoch: -1,
              topics: [{topic: 'orders', topicId: orders?.id ?? '', partitions: [{partition: 0, fetchOffset: 0}]}],
            } as never)
            polls++
          }
        }
        const ask = async () => {
          while (performance.now() < ends) {
            await connection.call(Metadata, {topics: []})
            calls++
          }
        }
        await Promise.all([poll(), ask()])
        // The broker closes a connection that does not renew: all of it went over one.
        expect(connection.closed).toBe(false)
        return {polls, calls}
      } finally {
        cluster.close()
      }
    }

    /** Both faces read what comes in the meantime. */
    const consuming = async () => {
      await kafkit(['topics', 'create', 'trickle', '--partitions', '1', '-b', secure.addresses.PLAINTEXT])
      const count = 14
      const where = at('REAUTH', plain('admin'))
      const dropIn = testIo()
      const [ours, code] = await Promise.all([
        kafkit(['consume', 'trickle', ...where, '--group', 'renewers', '--from-beginning', '-n', String(count)]),
        kafkaConsoleConsumer.run(
          [...where, '--topic', 'trickle', '--from-beginning', '--max-messages', String(count)],
          dropIn.io,
        ),
        (async () => {
          for (let sent = 0; sent < count; sent++) {
            await kafkit(['produce', 'trickle', '-b', secure.addresses.PLAINTEXT], {stdin: `drop ${sent}\n`})
            // The session is the clock that is tested: records come before and after each new login.
            await new Promise((resolve) => setTimeout(resolve, 500))
          }
        })(),
      ])
      const drops = Array.from({length: count}, (_, i) => `drop ${i}\n`).join('')
      expect(ours).toMatchObject({code: 0, out: drops})
      expect({code, ...dropIn.text()}).toEqual({
        code: 0,
        out: drops,
        err: expect.stringMatching(new RegExp(`^Processed a total of ${count} messages$`, 'm')) as string,
      })
    }

    test('is renewed under way, with long polls in flight', async () => {
      const work = [renewing(plain('admin')), renewing(scram(256, 'alice'))] as const
      const [first, second] = await Promise.all([...work, consuming()])
      for (const {polls, calls} of [first, second]) {
        expect(polls).toBeGreaterThan(5)
        expect(calls).toBeGreaterThan(5)
      }
    })
  })

  describe('addresses that are not what they seem', () => {
    test('an advertised listener that cannot be reached from here, and how --resolve gets there', async () => {
      const port = secure.addresses.TLS.split(':').at(-1) ?? ''
      // As if the broker were known by this address from here, and advertised localhost, where nobody listens.
      const where = at('TLS', trust(), `127.0.0.1:${port}`)
      const list = (to: string) => kafkit(['consume', 'orders', ...where, '--resolve', `localhost:${port}=${to}`, '--until-end', '--from-beginning', '--timeout', '3s']) // prettier-ignore
      const {code, err} = await list('127.0.0.1:1')
      // Both ends are asked for at once.
      expect([code, err.replaceAll(port, 'PORT').replace(/earliest|latest/, 'EDGE')]).toMatchInlineSnapshot(`
        [
          1,
          "kafkit: list the EDGE offset of orders-0: localhost:PORT refused the connection; the cluster advertises this address for broker 1 (advertised.listeners): where another one leads there, say --resolve localhost:PORT=HOST:PORT (NETWORK_EXCEPTION)
        ",
        ]
      `)
      expect(await list(`127.0.0.1:${port}`)).toMatchObject({code: 0})
    })

    test('proxies: one that lets us through, and one that refuses', async () => {
      await using open = await httpProxy()
      await using shut = await httpProxy({allow: () => false})
      const list = (proxy: string) => kafkit(['topics', 'list', ...at('SASLTLS', {...trust(), ...scram(512, 'alice')}), '--proxy', `http://${proxy}`]) // prettier-ignore
      expect(await list(open.address)).toMatchObject({code: 0})
      const {code, err} = await list(shut.address)
      expect([code, err.replaceAll(/:\d+/g, ':PORT')]).toMatchInlineSnapshot(`
        [
          1,
          "kafkit: the proxy 127.0.0.1:PORT refused to connect to localhost:PORT: 403 Forbidden
        ",
        ]
      `)
    })
  })
})
