import {expect, test} from 'vitest'
import {Lanes} from '../../src/lib/cluster/lanes.ts'

/** Requests that end when the test says so. */
function requests(lanes: Lanes) {
  const sent: {name: string; purpose: string; end: (error?: Error) => void}[] = []
  const run = (name: string) =>
    lanes.run(
      (purpose) =>
        new Promise<string>((resolve, reject) => {
          sent.push({name, purpose, end: (error) => (error ? reject(error) : resolve(name))})
        }),
    )
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return {sent, run, settled, places: () => sent.map(({name, purpose}) => `${name}${purpose}`)}
}

test('each connection has two requests in flight, and the next one goes where there is room', async () => {
  const {sent, run, settled, places} = requests(new Lanes(['a', 'b']))
  const results = Promise.all(['1', '2', '3', '4', '5', '6'].map(run))
  await settled()
  expect(places()).toEqual(['1a', '2b', '3a', '4b'])
  sent[1]?.end()
  await settled()
  expect(places()).toEqual(['1a', '2b', '3a', '4b', '5b'])
  sent[3]?.end()
  await settled()
  expect(places().at(-1)).toBe('6b')
  for (const each of sent) each.end()
  expect(await results).toEqual(['1', '2', '3', '4', '5', '6'])
})

test('a failed request makes room for the next, and is a failure of its own caller only', async () => {
  const {sent, run, settled} = requests(new Lanes(['a']))
  const results = Promise.allSettled(['1', '2', '3'].map(run))
  await settled()
  expect(sent).toHaveLength(2)
  sent[0]?.end(new Error('lost'))
  await settled()
  expect(sent.map(({name}) => name)).toEqual(['1', '2', '3'])
  for (const each of sent.slice(1)) each.end()
  expect((await results).map(({status}) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
})
