// Amazon MSK's IAM logins. The signatures were made by Amazon's aws-msk-iam-sasl-signer-js 1.0.3 and by
// @jm18457/kafkajs-msk-iam-authentication-mechanism 4.0.0 from the same keys at the same time.
import {createServer, type IncomingMessage} from 'node:http'
import {once} from 'node:events'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import type {AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {awsCredentials} from '../../../src/lib/cluster/sasl/aws-credentials.ts'
import {mskIam, mskToken, regionOf} from '../../../src/lib/cluster/sasl/aws-msk-iam.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-aws-'))
afterAll(() => rmSync(folder, {recursive: true}))

const now = () => Date.UTC(2026, 2, 1, 12)
const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'tok/en+with=signs',
}
const host = 'b-1.demo.abc123.c2.kafka.eu-west-1.amazonaws.com'

test('AWS_MSK_IAM sends the request that another implementation signs for the same broker', async () => {
  const conversation = mskIam(async () => keys, undefined, now).converse({host, port: 9098})
  const said = JSON.parse(String((await conversation.next()).value)) as Record<string, string>
  expect(said).toEqual({
    version: '2020_10_22',
    'user-agent': 'kafkit',
    host,
    action: 'kafka-cluster:Connect',
    'x-amz-credential': 'AKIDEXAMPLE/20260301/eu-west-1/kafka-cluster/aws4_request',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-date': '20260301T120000Z',
    'x-amz-security-token': 'tok/en+with=signs',
    'x-amz-signedheaders': 'host',
    'x-amz-expires': '900',
    'x-amz-signature': '6d39b623dabc22a5cd198490185b2efcc4285c725175479581928de1e3c51915',
  })
  expect(await conversation.next(Buffer.from('{"version":"2020_10_22","request-id":"1"}'))).toMatchObject({done: true})
})

test('a broker with an unexpected answer is refused', async () => {
  const conversation = mskIam(async () => keys, 'eu-west-1', now).converse({host, port: 9098})
  await conversation.next()
  await expect(conversation.next(Buffer.from(''))).rejects.toThrow('its answer is not that of Amazon MSK')
})

test("OAUTHBEARER uses the URL that Amazon's signer makes", async () => {
  const {value, expiresAt} = await mskToken(async () => keys, 'eu-west-1', now)()
  const url = new URL(Buffer.from(value, 'base64url').toString())
  expect(url.host).toBe('kafka.eu-west-1.amazonaws.com')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    Action: 'kafka-cluster:Connect',
    'User-Agent': 'kafkit',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': 'AKIDEXAMPLE/20260301/eu-west-1/kafka-cluster/aws4_request',
    'X-Amz-Date': '20260301T120000Z',
    'X-Amz-Expires': '900',
    'X-Amz-Security-Token': 'tok/en+with=signs',
    'X-Amz-Signature': 'cdeb4ec8e3accaacedf0241e702d026411ee22fcffb4d45b3bf2d7059cfa7cb0',
    'X-Amz-SignedHeaders': 'host',
  })
  expect(expiresAt).toBe(now() + 900_000)
})

test.each([
  [host, 'eu-west-1'],
  ['boot-abc.c1.kafka-serverless.us-east-2.amazonaws.com', 'us-east-2'],
  ['b-1-public.demo.abc123.c3.kafka.ap-southeast-1.amazonaws.com', 'ap-southeast-1'],
  ['b-1.demo.abc123.c2.kafka.cn-north-1.amazonaws.com.cn', 'cn-north-1'],
  ['kafka.example.com', undefined],
])('the region is found in %s', (name, region) => expect(regionOf(name)).toBe(region))

test('a name without a region is an error', async () =>
  expect(
    mskIam(async () => keys, undefined, now)
      .converse({host: 'localhost', port: 1})
      .next(),
  ).rejects.toThrow('the AWS region cannot be derived from the name localhost; set AWS_REGION'))

describe('credentials', () => {
  const nowhere = {
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_CONFIG_FILE: '/nowhere',
    AWS_EC2_METADATA_DISABLED: 'true',
  }
  const get = (env: Record<string, string>, more: object = {}) =>
    awsCredentials({env: {...nowhere, ...env}, now, ...more})('eu-west-1')
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const answering = async (answer: (request: IncomingMessage, body: string) => string | undefined) => {
    const requests: string[] = []
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        requests.push(`${request.method} ${request.url}`)
        const text = answer(request, body)
        response.writeHead(text === undefined ? 404 : 200).end(text)
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      requests,
      [Symbol.asyncDispose]: async () => void server.close(),
    }
  }
  const json = JSON.stringify({
    AccessKeyId: 'ID',
    SecretAccessKey: 'SECRET',
    Token: 'TOKEN',
    Expiration: '2026-03-01T13:00:00Z',
  })
  const found = {accessKeyId: 'ID', secretAccessKey: 'SECRET', sessionToken: 'TOKEN', expiresAt: now() + 3_600_000}
  const sts = `<Credentials><AccessKeyId>ID</AccessKeyId><SecretAccessKey>SECRET</SecretAccessKey><SessionToken>TOKEN</SessionToken><Expiration>2026-03-01T13:00:00Z</Expiration></Credentials>`

  test('from the environment', async () =>
    expect(await get({AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'SECRET'})).toEqual({
      accessKeyId: 'ID',
      secretAccessKey: 'SECRET',
      sessionToken: undefined,
    }))

  test('from a profile, which counts before the environment', async () => {
    const credentials = file(
      'credentials',
      '[default]\naws_access_key_id = DEFAULT\naws_secret_access_key = X\n[ops]\naws_access_key_id=OPS\naws_secret_access_key=Y=\naws_session_token=Z\n',
    )
    const env = {AWS_SHARED_CREDENTIALS_FILE: credentials}
    expect(await get(env)).toMatchObject({accessKeyId: 'DEFAULT'})
    expect(await get({...env, AWS_PROFILE: 'ops'})).toEqual({
      accessKeyId: 'OPS',
      secretAccessKey: 'Y=',
      sessionToken: 'Z',
    })
    const both = {...env, AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'E'}
    expect(await get(both, {profile: 'ops'})).toMatchObject({accessKeyId: 'OPS'})
    await expect(get(both, {profile: 'other'})).rejects.toThrow(
      'there is no AWS profile other; there are: default, ops',
    )
  })

  test('from the command that a profile names', async () => {
    const config = file('config', `[profile sso]\ncredential_process = echo '${json}'\n[profile bad]\ncredential_process = echo SECRET\n`) // prettier-ignore
    expect(await get({AWS_CONFIG_FILE: config, AWS_PROFILE: 'sso'})).toEqual(found)
    const failure = await get({AWS_CONFIG_FILE: config, AWS_PROFILE: 'bad'}).catch((error: Error) => error.message)
    expect(failure).toBe('what the credential_process of the AWS profile bad gave are not AWS credentials')
  })

  test('from a profile with role_arn and source_profile, whose keys assume the role', async () => {
    const config = file(
      'roles',
      [
        '[profile base]\naws_access_key_id=BASE\naws_secret_access_key=Y',
        '[profile admin]\nrole_arn=arn:aws:iam::1:role/admin\nsource_profile=base\nexternal_id=E\nrole_session_name=S\nregion=eu-north-1',
        '[profile circle]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=square',
        '[profile square]\nrole_arn=arn:aws:iam::1:role/b\nsource_profile=circle',
        '[profile alone]\nrole_arn=arn:aws:iam::1:role/a',
        '[profile variables]\nrole_arn=arn:aws:iam::1:role/v\ncredential_source=Environment',
        '[profile mfa]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=base\nmfa_serial=arn:aws:iam::1:mfa/me',
      ].join('\n'),
    )
    await using server = await answering((request, body) => {
      expect(request.headers['authorization']).toContain(
        body.includes('role%2Fv') ? 'Credential=ENV/' : 'Credential=BASE/',
      )
      if (!body.includes('role%2Fv')) {
        expect(request.headers['authorization']).toContain('/eu-north-1/sts/')
        expect(body).toContain('ExternalId=E')
        expect(body).toContain('RoleSessionName=S')
      }
      return sts
    })
    const env = {AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL_STS: server.url}
    expect(await get({...env, AWS_PROFILE: 'admin'})).toEqual(found)
    const variables = {AWS_ACCESS_KEY_ID: 'ENV', AWS_SECRET_ACCESS_KEY: 'X'}
    expect(await get({...env, ...variables}, {profile: 'variables'})).toEqual(found)
    await expect(get(env, {profile: 'circle'})).rejects.toThrow(
      "the AWS profiles circle, square, circle are each other's source_profile",
    )
    await expect(get(env, {profile: 'alone'})).rejects.toThrow(
      'the AWS profile alone has a role_arn, but no source_profile or credential_source to assume it with',
    )
    await expect(get(env, {profile: 'mfa'})).rejects.toThrow('credential_process = aws configure export-credentials')
  })

  test('of a profile with SSO are an error that says what to type', async () => {
    const config = file('sso', '[sso-session s]\nsso_region=x\n[profile dev]\nsso_session = s\nsso_account_id = 1\n')
    await expect(get({AWS_CONFIG_FILE: config, AWS_PROFILE: 'dev'})).rejects.toThrow(
      "the AWS profile dev uses SSO, which only AWS's own program supports: run aws sso login --profile dev, and use a profile with credential_process = aws configure export-credentials --profile dev",
    )
  })

  test('from a container and from an instance (IMDSv2)', async () => {
    await using container = await answering(({headers}) => (headers.authorization === 'pod' ? json : undefined))
    const env = {AWS_CONTAINER_CREDENTIALS_FULL_URI: `${container.url}/get`, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'pod'}
    expect(await get(env)).toEqual(found)
    await using instance = await answering(({method, url, headers}) => {
      if (method === 'PUT') return 'session'
      if (headers['x-aws-ec2-metadata-token'] !== 'session') return undefined
      return url?.endsWith('/role') ? json : 'role\n'
    })
    expect(await get({AWS_EC2_METADATA_DISABLED: 'false', AWS_EC2_METADATA_SERVICE_ENDPOINT: instance.url})).toEqual(
      found,
    )
    expect(instance.requests).toEqual([
      'PUT /latest/api/token',
      'GET /latest/meta-data/iam/security-credentials/',
      'GET /latest/meta-data/iam/security-credentials/role',
    ])
  })

  test('from STS: by web identity, and another role with what was found', async () => {
    const bodies: Record<string, string>[] = []
    const logins: string[] = []
    await using service = await answering(({headers}, body) => {
      bodies.push(Object.fromEntries(new URLSearchParams(body)))
      logins.push(headers.authorization ?? '')
      return sts
    })
    const env = {AWS_ENDPOINT_URL_STS: service.url}
    const token = file('web-token', 'web\n')
    const web = {...env, AWS_WEB_IDENTITY_TOKEN_FILE: token, AWS_ROLE_ARN: 'arn:aws:iam::1:role/web'}
    expect(await get(web)).toEqual(found)
    const own = {...env, AWS_ACCESS_KEY_ID: 'OWN', AWS_SECRET_ACCESS_KEY: 'X'}
    expect(await get(own, {role: {arn: 'arn:aws:iam::1:role/ops', sessionName: 'me'}})).toEqual(found)
    expect(bodies).toEqual([
      {
        Action: 'AssumeRoleWithWebIdentity',
        Version: '2011-06-15',
        RoleArn: 'arn:aws:iam::1:role/web',
        RoleSessionName: 'kafkit',
        WebIdentityToken: 'web',
      },
      {Action: 'AssumeRole', Version: '2011-06-15', RoleArn: 'arn:aws:iam::1:role/ops', RoleSessionName: 'me'},
    ])
    expect(logins[0]).toBe('')
    expect(logins[1]).toMatch(
      /^AWS4-HMAC-SHA256 Credential=OWN\/20260301\/eu-west-1\/sts\/aws4_request, SignedHeaders=/,
    )
  })

  test('that a service refuses, or that are nowhere, are an error', async () => {
    await using service = await answering(() => '<Error><Code>AccessDenied</Code><Message>not you</Message></Error>')
    const own = {AWS_ENDPOINT_URL_STS: service.url, AWS_ACCESS_KEY_ID: 'OWN', AWS_SECRET_ACCESS_KEY: 'X'}
    await expect(get(own, {role: {arn: 'arn'}})).rejects.toThrow('AWS STS gave no credentials: AccessDenied: not you')
    await expect(get({})).rejects.toThrow('there are no AWS credentials: neither AWS_ACCESS_KEY_ID nor a profile')
  })

  test('are fetched again shortly before they expire', async () => {
    let time = now()
    await using container = await answering(() => json)
    const env = {...nowhere, AWS_CONTAINER_CREDENTIALS_FULL_URI: container.url}
    const source = awsCredentials({env, now: () => time})
    await source('eu-west-1')
    time += 58 * 60_000
    await source('eu-west-1')
    expect(container.requests).toHaveLength(1)
    time += 90_000
    await source('eu-west-1')
    expect(container.requests).toHaveLength(2)
  })
})
