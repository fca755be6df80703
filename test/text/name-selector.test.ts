import {describe, expect, test} from 'vitest'
import {nameSelector, selectNames, wholeNames} from '../../src/lib/text/name-selector.ts'

const existing = ['billing', 'billing-eu', 'billing-us', 'shipping', 'odd*', '/x/', 'a.b']
const select = (...texts: string[]) => selectNames(texts.map(nameSelector), existing)

describe('one grammar: a name, a pattern, a regular expression', () => {
  test.each([
    ['billing', ['billing']],
    ['billing-*', ['billing-eu', 'billing-us']],
    ['*ing', ['billing', 'shipping']],
    ['billing-?s', ['billing-us']],
    ['/^billing-/', ['billing-eu', 'billing-us']],
    ['/ship/', ['shipping']],
    ['a.b*', ['a.b']],
    ['*', existing.toSorted()],
  ])('%s', (text, names) => expect(select(text).names).toEqual(names))

  test('a literal name that exists wins over a pattern', () => {
    expect(select('odd*')).toMatchObject({names: ['odd*'], named: new Set(['odd*'])})
    expect(select('/x/').names).toEqual(['/x/'])
  })

  test('each once, in the order of the selectors; a pattern without a match is told', () => {
    expect(select('shipping', '/ing$/', 'none-*')).toEqual({
      names: ['shipping', 'billing'],
      named: new Set(['shipping']),
      unmatched: ['none-*'],
    })
  })

  test('an invalid expression is refused', () =>
    expect(() => nameSelector('/[/')).toThrow('is not a regular expression'))
})

test('one expression for whole names', () => {
  const whole = wholeNames(['a.b', 'bill*', '/hip/'].map(nameSelector))
  const matches = (name: string) => new RegExp(`^(?:${whole.source})$`, whole.flags).test(name)
  expect(['a.b', 'billing', 'shipping'].every(matches)).toBe(true)
  expect(['axb', 'my-billing', 'sip'].some(matches)).toBe(false)
})
