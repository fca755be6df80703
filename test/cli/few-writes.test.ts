import {expect, test} from 'vitest'
import {fewWrites} from '../../src/lib/cli/few-writes.ts'
import type {Io} from '../../src/lib/cli/io.ts'

function recorder(separate: boolean) {
  const writes: [string, string][] = []
  const io = {
    separate,
    out: (text: string) => void writes.push(['out', text]),
    err: (text: string) => void writes.push(['err', text]),
  } as unknown as Io
  return {io, writes}
}

test('a terminal shows tables and notices in the order in which they were printed', () => {
  const {io, writes} = recorder(false)
  fewWrites(io, ({out, err}) => {
    err('1 ')
    err('2 ')
    out('3 ')
    out('4 ')
    err('5 ')
  })
  expect(writes).toEqual([
    ['err', '1 2 '],
    ['out', '3 4 '],
    ['err', '5 '],
  ])
})

test('two files get what was printed to each, in one write', () => {
  const {io, writes} = recorder(true)
  fewWrites(io, ({out, err}) => {
    for (let i = 0; i < 1000; i++) {
      err(`e${i} `)
      out(`o${i} `)
    }
  })
  const whole = (letter: string) => Array.from({length: 1000}, (_, i) => `${letter}${i} `).join('')
  expect(writes).toEqual([
    ['err', whole('e')],
    ['out', whole('o')],
  ])
})

test('what was printed before a failure is not lost, and much of it is not kept', () => {
  const {io, writes} = recorder(true)
  const line = 'x'.repeat(1000)
  expect(() =>
    fewWrites(io, ({out}) => {
      for (let i = 0; i < 200; i++) out(line)
      expect(writes.length).toBeGreaterThan(1)
      throw new Error('the next group is refused')
    }),
  ).toThrow('the next group is refused')
  expect(writes.map(([, text]) => text).join('')).toBe(line.repeat(200))
})
