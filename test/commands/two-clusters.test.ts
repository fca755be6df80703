// Commands that compare the cluster of the flags with that of a profile.
import {expect, test} from 'vitest'
import {fakeOperations, operations, topic} from '../support/fake-operations.ts'
import {profileHome} from '../support/profile-home.ts'

const home = profileHome()

async function twoClusters() {
  const prod = await fakeOperations(operations({clusterId: 'prod', topics: {orders: topic(['1|1,2|1,2'], {'retention.ms': '1000'})}})) // prettier-ignore
  const test_ = await fakeOperations(operations({clusterId: 'test', topics: {orders: topic(['1|1,2|1,2'], {'retention.ms': '2000'})}})) // prettier-ignore
  home.write(
    home.file,
    'profiles:',
    '  prod:',
    `    bootstrap-servers: ${prod.bootstrapServers}`,
    '  test:',
    `    bootstrap-servers: ${test_.bootstrapServers}`,
  )
  return {
    prod,
    test_,
    [Symbol.asyncDispose]: async () => {
      await prod.close()
      await test_.close()
    },
  }
}

test('configs diff compares a topic of two clusters', async () => {
  await using _ = await twoClusters()
  const text = await home.run('configs diff topic/orders -p prod --profile-b test')
  expect(text).toMatch(/^retention\.ms .*1000.* .*2000.* different$/m)
  expect(text).toMatch(/exit 3$/)
  expect(await home.run('configs diff topic/orders -p prod --profile-b prod')).toMatch(/no difference[^]*exit 0$/)
  expect(await home.run('configs diff topic/orders -p prod --profile-b nobody')).toMatch(/nobody[^]*exit 2$/)
})

test('configs diff: a topic that the other cluster does not have, or a cluster out of reach, is no "same"', async () => {
  await using both = await twoClusters()
  both.test_.serve([])
  expect(await home.run('configs diff topic/orders topic/nowhere -p prod --profile-b test')).toMatch(
    /there is no such topic[^]*exit 1$/,
  )
  for (const node of [1, 2, 3]) await both.test_.stop(node)
  expect(await home.run('configs diff topic/orders -p prod --profile-b test --timeout 1s')).toMatch(
    /refused[^]*exit 1$/,
  )
})

test('cluster diff compares two profiles, and one with the cluster of the flags', async () => {
  await using _ = await twoClusters()
  const only = '--only topics,configs --ignore configs:broker/*'
  const text = await home.run(`cluster diff prod test ${only}`)
  expect(text).toMatch(/^configs +topic\/orders +retention\.ms +1000 +2000 +different$/m)
  expect(text).not.toMatch(/^topics /m)
  // The fakes know no client metrics and no groups: that concerns nobody here.
  expect(await home.run(`cluster diff prod now -p test ${only} -o json`)).toContain('"clusterId":"prod"')
  expect(await home.run(`cluster diff prod now -p prod ${only}`)).not.toMatch(/different/)
})
