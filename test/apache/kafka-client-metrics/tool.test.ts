import {expect, test} from 'vitest'
import {DescribeConfigs} from '../../../src/lib/apis/describe-configs.ts'
import {IncrementalAlterConfigs} from '../../../src/lib/apis/incremental-alter-configs.ts'
import kafkaClientMetrics from '../../../src/lib/apache/kafka-client-metrics/tool.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

test('generated names are UUIDs of version 4 in base64, and never begin with a dash', async () => {
  await using fake = await fakeCluster(
    on(IncrementalAlterConfigs, ({resources}) => ({
      responses: resources.map(({resourceType, resourceName}) => ({resourceType, resourceName})),
    })),
  )
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--alter', '--generate-name', '--interval', '']
  expect(await kafkaClientMetrics.run(argv, io)).toBe(0)
  const [, name = ''] = /^Altered client metrics config for (.*)\.\n$/.exec(text().out) ?? []
  expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/)
  expect(Buffer.from(name, 'base64url').toString('hex')).toMatch(/^.{12}4.{3}[89ab]/)
  expect(fake.asked(IncrementalAlterConfigs)[0]?.resources).toEqual([
    {resourceType: 16, resourceName: name, configs: [{name: 'interval.ms', configOperation: 1, value: ''}]},
  ])
})

test('a refusal is told on both streams, without the exception around it', async () => {
  await using fake = await fakeCluster(
    on(DescribeConfigs, ({resources}) => ({
      results: resources.map(({resourceType, resourceName}) => ({
        resourceType,
        resourceName,
        errorCode: 31,
        errorMessage: 'You may not.',
      })),
    })),
  )
  const {io, text} = testIo()
  const argv = ['--bootstrap-server', fake.bootstrapServers, '--delete', '--name', 'a']
  expect(await kafkaClientMetrics.run(argv, io)).toBe(1)
  expect(text()).toEqual({
    out: 'Error while executing client metrics command : You may not.\n',
    err: 'ERROR org.apache.kafka.common.errors.ClusterAuthorizationException: You may not.\n',
  })
})
