import {expect, test} from 'vitest'
import {scalaSetOrder, scalaSetText} from '../../../src/lib/apache/java/scala-set.ts'

// Asked of scala-library 2.13.18: elements added one by one, then mkString.
test('up to four elements stay as they came', () => {
  expect(scalaSetText(['x', 'foo', 'bar', 'x'])).toBe('Set(x, foo, bar)')
})

test('more elements have the order of a HashSet', () => {
  expect(scalaSetText(['a', 'b', 'c', 'd', 'e', 'f', 'retention.ms', 'foo.bar', 'Aa', 'BB'])).toBe(
    'HashSet(e, f, b, foo.bar, retention.ms, c, d, a, Aa, BB)',
  )
  const groups =
    'empty done part past longname txn classic two kip idle static coop kip2 share conf'.split(' ').map((each) => `fx-g-${each}`) // prettier-ignore
  const numbered = Array.from({length: 60}, (_, at) => `g${at + 1}`)
  expect(scalaSetOrder([...groups, ...numbered]).join(' ')).toBe(
    'g59 g30 g35 fx-g-coop g49 fx-g-classic g54 g11 g26 g40 fx-g-txn fx-g-past g8 g15 g7 g37 fx-g-longname g48 fx-g-idle ' +
      'g32 fx-g-kip g52 g2 g43 g36 g25 g12 g23 g41 g14 g9 g60 fx-g-part g55 g1 g6 g19 g44 g33 g47 g58 g22 g24 g13 g56 g20 ' +
      'g50 fx-g-conf g29 g45 g57 g5 g18 fx-g-two g34 g46 g39 g53 g21 g16 fx-g-kip2 fx-g-done fx-g-share g10 g27 ' +
      'fx-g-empty g42 g38 g3 g4 g28 g17 g51 fx-g-static g31',
  )
})
