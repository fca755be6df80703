// Keeps the practice broker honest: what it is held to, Apache Kafka itself does.
import {readFile, writeFile} from 'node:fs/promises'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {clusterContract} from '../support/cluster-contract.ts'
import {answers, brokerSettings, interviews, recording} from '../support/interview/all.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

describeWithKafka('Apache Kafka', () => {
  describe('the contract', () => {
    clusterContract(async () => {
      const sandbox = await startSandbox({detached: false, brokers: 3})
      const {bootstrapServers} = sandbox
      return {bootstrapServers, close: () => stopSandbox(sandbox, {removeData: true})}
    })
  })

  /** KAFKIT_RECORD=1 writes down what the broker says instead. */
  describe('the recorded answers', () => {
    let sandbox: Sandbox
    beforeAll(async () => {
      sandbox = await startSandbox({detached: false, properties: brokerSettings})
    })
    afterAll(() => stopSandbox(sandbox, {removeData: true}))

    test.each(Object.keys(interviews))('%s', async (name) => {
      const lines = await answers(name, sandbox.brokers[0]?.port ?? 0)
      if (process.env['KAFKIT_RECORD']) await writeFile(recording(name), `${lines.join('\n')}\n`)
      expect(lines).toEqual((await readFile(recording(name), 'utf8')).trimEnd().split('\n'))
    })
  })
})
