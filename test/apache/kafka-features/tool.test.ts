// What parity does not see: answers of other releases, and failures.
import {expect, test} from 'vitest'
import kafkaFeatures from '../../../src/lib/apache/kafka-features/tool.ts'
import {UpdateFeatures} from '../../../src/lib/apis/update-features.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

async function run(fake: FakeCluster, ...argv: string[]) {
  const {io, text} = testIo()
  const code = await kafkaFeatures.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}
const two = ['--feature', 'group.version=1', '--feature', 'share.version=1']

test('brokers before Kafka 4.0 answer for each feature', async () => {
  await using fake = await fakeCluster(
    on(UpdateFeatures, () => ({results: [{feature: 'share.version', errorCode: 42, errorMessage: 'Not so.'}, {feature: 'group.version'}]}), 1), // prettier-ignore
  )
  expect(await run(fake, 'upgrade', ...two)).toEqual({
    out: 'group.version was upgraded to 1.\nCould not upgrade share.version to 1. Not so.\n',
    err: '1 out of 2 operation(s) failed.\n',
    code: 1,
  })
  expect(fake.asked(UpdateFeatures)).toMatchObject([
    {
      validateOnly: false,
      featureUpdates: [
        {feature: 'group.version', maxVersionLevel: 1, upgradeType: 1},
        {feature: 'share.version', maxVersionLevel: 1, upgradeType: 1},
      ],
    },
  ])
})

test('a feature that the answer leaves out failed', async () => {
  await using fake = await fakeCluster(on(UpdateFeatures, () => ({results: [{feature: 'group.version'}]}), 1))
  expect(await run(fake, 'downgrade', '--unsafe', ...two)).toMatchObject({
    out: 'group.version was downgraded to 1.\nCould not downgrade share.version to 1. The controller response did not contain a result for feature share.version\n',
    code: 1,
  })
  expect(fake.asked(UpdateFeatures)).toMatchObject([{featureUpdates: [{upgradeType: 3}, {upgradeType: 3}]}])
})

test('what concerns all of them is said of each', async () => {
  await using fake = await fakeCluster(on(UpdateFeatures, () => ({errorCode: 31})))
  expect(await run(fake, 'disable', '--feature', 'group.version', '--dry-run')).toEqual({
    out: 'Can not disable group.version. Cluster authorization failed.\n',
    err: '1 out of 1 operation(s) failed.\n',
    code: 1,
  })
})

test('a cluster without the request fails for each feature, too', async () => {
  await using fake = await fakeCluster()
  const {out, code} = await run(fake, 'upgrade', '--feature', 'group.version=1')
  expect(out).toMatch(/^Could not upgrade group\.version to 1\. .*UpdateFeatures/)
  expect(code).toBe(1)
})

test('levels of metadata.version have names, and an unknown one is shown', async () => {
  await using fake = await fakeCluster({features: {'metadata.version': 99, 'group.version': 1}})
  const {out, code} = await run(fake, 'describe')
  expect(code).toBe(0)
  expect(out).toMatch(/FinalizedVersionLevel: UNKNOWN 99 {6} Epoch: \d+$/m)
})
