import {expect, test, vi} from 'vitest'
import {produceRecords} from '../../../src/lib/records/produce/produce.ts'
import {lineReader} from '../../../src/lib/records/readers/line-reader.ts'
import {FakeLeaders} from '../support/fake-leaders.ts'

/** Lines that stop coming, but do not end, and what became of them. */
async function* lines(text: string, before: () => Promise<void>) {
  yield Buffer.from(text)
  await before()
}

test('--delivery-timeout with the broker stopped: the error comes after that time and says why', async () => {
  const fake = await FakeLeaders.start()
  const started = Date.now()
  const sending = produceRecords(fake.cluster, {
    topic: 't',
    deliveryTimeoutMs: 1500,
    reader: lineReader({}),
    chunks: lines('a\nb\n', () => fake.server.close()),
  })
  fake.interfere = () => 'cut'
  await expect(sending).rejects.toThrow(/not acknowledged within 1500 ms; last: .*connect/)
  expect(Date.now() - started).toBeLessThan(4000)
})

test('a broker that does not answer (frozen): the error comes after --delivery-timeout, not after the request timeout', async () => {
  const fake = await FakeLeaders.start()
  fake.frozen = true
  const sending = produceRecords(fake.cluster, {
    topic: 't',
    deliveryTimeoutMs: 1000,
    acks: 1,
    reader: lineReader({}),
    chunks: lines('a\n', async () => undefined),
  })
  await expect(sending).rejects.toThrow(/not acknowledged within 1000 ms/)
})

test('unreachable brokers: a notice within seconds, and a signal ends the waiting', {timeout: 30_000}, async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = () => 19
  const stop = new AbortController()
  const notices: string[] = []
  const sending = produceRecords(fake.cluster, {
    topic: 't',
    reader: lineReader({}),
    chunks: lines('a\n', async () => undefined),
    onNotice: (text) => notices.push(text),
    signal: stop.signal,
  }).catch((error: unknown) => error as Error)
  await vi.waitFor(
    () => expect(notices).toEqual([expect.stringMatching(/^no record of t was acknowledged for 5 s: .*; trying for 11\d s more$/)]), // prettier-ignore
    {timeout: 15_000},
  )
  stop.abort()
  expect(await sending).toMatchObject({
    message: expect.stringMatching(
      /not acknowledged within 5 s after the signal to end(?:, and may have been written)?; last: /,
    ) as string,
  })
})
