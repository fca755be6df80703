// The gate of a rolling restart: brokers can-stop --wait before each broker, while records are written with acks=all.
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords} from '../../src/lib/records/consume/consume.ts'
import {templateFormat} from '../../src/lib/records/formats/template-format.ts'
import {produceRecords} from '../../src/lib/records/produce/produce.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {startBroker, startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

describeWithKafka('a rolling restart', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  const topic = 'numbers'

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    const configs = {'min.insync.replicas': '2'}
    const [made] = await createTopics(cluster, {topics: [{name: topic, partitions: 6, replicationFactor: 3, configs}]})
    expect(made).toMatchObject({status: 'created'})
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  const canStop = (broker: number, ...words: string[]) =>
    kafkit(['brokers', 'can-stop', String(broker), ...words, '-b', sandbox.bootstrapServers], {now: () => Date.now()})

  test(
    'with can-stop --wait before each broker loses nothing, and never lets two be away',
    {timeout: 300_000},
    async () => {
      let restarting = true
      let written = 0
      async function* numbers() {
        while (restarting) {
          yield Buffer.from(Array.from({length: 200}, () => `${written}\t${written++}\n`).join(''))
          await sleep(50)
        }
      }
      const producing = produceRecords(cluster, {topic, reader: lineReader({keySeparator: '\t'}), chunks: numbers()})
      try {
        for (const broker of [1, 2, 3]) {
          expect(await canStop(broker, '--wait', '90s', '--interval', '200ms', '-q')).toMatchObject({code: 0})
          await stopBroker(sandbox, broker)
          // With one broker away the two others are what min.insync.replicas needs.
          const other = broker === 3 ? 1 : broker + 1
          const refused = await canStop(other, '-o', 'csv')
          expect(refused, refused.err).toMatchObject({code: 3})
          expect(refused.out).toMatch(/^numbers,0,under-min-isr,/m)
          sandbox = await startBroker(sandbox, broker)
        }
      } finally {
        restarting = false
      }
      const produced = await producing
      expect(produced).toMatchObject({records: written, failed: 0})

      const output = new MemoryOutput()
      await consumeRecords(cluster, {
        topics: [topic],
        start: {from: 'beginning'},
        untilEnd: true,
        format: templateFormat('%v\\n'),
        output,
      })
      const read = output.lines.map(Number).toSorted((a, b) => a - b)
      expect(read).toEqual(Array.from({length: written}, (_, number) => number))
    },
  )
})
