// Word by word what Apache Kafka 4.3.1 answered to the same questions (recorded by test/real/contract.test.ts).
import {readFile} from 'node:fs/promises'
import {expect, test} from 'vitest'
import {startPracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {answers, brokerSettings, interviews, recording} from '../support/interview/all.ts'

test.each(Object.keys(interviews))('the practice broker answers as Kafka does: %s', async (name) => {
  const failures: unknown[] = []
  await using broker = await startPracticeBroker({
    properties: brokerSettings,
    onFailure: (error) => failures.push(error),
  })
  const recorded = (await readFile(recording(name), 'utf8')).trimEnd().split('\n')
  expect(await answers(name, broker.brokers[0]?.port ?? 0)).toEqual(recorded)
  expect(failures).toEqual([])
})
