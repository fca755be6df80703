import {expect, test} from 'vitest'
import {openKafkajs} from '../../src/lib/cluster/kafkajs.ts'

test('a stopped consumer of kafkajs does not block the process', async () => {
  const kafka = await openKafkajs({bootstrap: [{host: '127.0.0.1', port: 1}]})
  // @ts-expect-error -- kafkajs has no types for its inner files
  const {default: runner} = (await import('kafkajs/src/consumer/runner.js')) as {
    default: {prototype: {fetch(node: number): Promise<unknown>}}
  }
  const stopped = Object.assign(Object.create(runner.prototype) as typeof runner.prototype, {
    running: false,
    logger: {debug() {}},
    consumerGroup: {},
  })
  let others = 0
  const timer = setInterval(() => others++, 5)
  // As its fetcher does, for ever.
  for (let asked = 0; asked < 3; asked++) await stopped.fetch(1)
  clearInterval(timer)
  expect(others).toBeGreaterThan(0)
  await kafka.close()
})
