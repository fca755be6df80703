import {writeFileSync} from 'node:fs'
import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {CreateDelegationToken} from '../../../src/lib/apis/create-delegation-token.ts'
import {DescribeDelegationToken} from '../../../src/lib/apis/describe-delegation-token.ts'
import {ExpireDelegationToken} from '../../../src/lib/apis/expire-delegation-token.ts'
import kafkaDelegationTokens from '../../../src/lib/apache/kafka-delegation-tokens/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

const folder = await mkdtemp(join(tmpdir(), 'kafkit-tokens-'))
const config = join(folder, 'client.properties')
writeFileSync(config, '# none\n')
afterAll(() => rm(folder, {recursive: true}))

test('an owner that a broker is too old for is refused, not dropped', async () => {
  await using fake = await fakeCluster({
    ...on(CreateDelegationToken, () => ({errorCode: 0})),
    versions: [0, 2],
  })
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--command-config', config, '--create']
  const code = await kafkaDelegationTokens.run(
    [...argv, '--max-life-time-period', '-1', '--owner-principal', 'User:a'],
    io,
  )
  expect(code).toBe(1)
  expect(text().err).toMatch(
    /^org\.apache\.kafka\.common\.errors\.UnsupportedVersionException: CreateDelegationToken: 'ownerPrincipalType' needs version 3 .* \(it came with Kafka 3\.3, .*\)\n$/,
  )
  expect(fake.asked(CreateDelegationToken)).toEqual([])
})

test('what the brokers refuse is told by the class of Apache’s exception', async () => {
  await using fake = await fakeCluster(on(ExpireDelegationToken, () => ({errorCode: 63})))
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--command-config', config, '--expire']
  expect(await kafkaDelegationTokens.run([...argv, '--hmac', 'YWJj', '--expiry-time-period', '-1'], io)).toBe(1)
  expect(text()).toEqual({
    out: 'Calling expire token operation with hmac :YWJj , expire-time-period :-1\n',
    err: 'org.apache.kafka.common.errors.DelegationTokenOwnerMismatchException: Specified Principal is not valid Owner/Renewer.\n',
  })
  expect(fake.asked(ExpireDelegationToken)).toEqual([{hmac: Buffer.from('abc'), expiryTimePeriodMs: -1}])
})

test('without an owner brokers are asked for the tokens of nobody, as by Apache’s tool', async () => {
  await using fake = await fakeCluster(on(DescribeDelegationToken, () => ({errorCode: 0, tokens: []})))
  const {io} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--command-config', config, '--describe']
  expect(await kafkaDelegationTokens.run(argv, io)).toBe(0)
  expect(fake.asked(DescribeDelegationToken)).toEqual([{owners: []}])
})
