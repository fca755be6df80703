import {stripTypeScriptTypes} from 'node:module'
import {runInThisContext} from 'node:vm'
import {afterEach, expect, test} from 'vitest'
import {switched} from './mutants.ts'

afterEach(() => {
  globalThis.mutantIsOn = () => false
})

/** The function `f` of the source, with one mutant or none, called with these. */
function resultOf(source: string, on: number, ...given: unknown[]): unknown {
  globalThis.mutantIsOn = (mutant) => mutant === on
  const plain = stripTypeScriptTypes(switched('f.ts', source).source)
  return (runInThisContext(`(() => {${plain}\nreturn f})()`) as (...some: unknown[]) => unknown)(...given)
}

const first = `function f(numbers: readonly number[], most?: number): number[] {
  const taken: number[] = []
  for (const each of numbers) {
    if (!(each < (most ?? 3)) && each !== 9) break
    else taken.push(each)
  }
  return taken
}`

test('without a mutant the switched file does what the file does', () => {
  expect(resultOf(first, -1, [1, 2, 9, 3, 1])).toEqual([1, 2, 9])
})

test('each mutant changes one thing, and is told with its line and its code', () => {
  const {mutants} = switched('f.ts', first)
  const results = mutants.map(
    ({line, was, becomes}, i) => `${line}: ${was} → ${becomes}: ${JSON.stringify(resultOf(first, i, [1, 2, 9, 3, 1]))}`,
  )
  expect(results).toMatchInlineSnapshot(`
    [
      "4: !(each < (most ?? 3)) && each !== 9 → !(each < (most ?? 3)) || each !== 9: []",
      "4: !(each < (most ?? 3)) && each !== 9 → true: []",
      "4: !(each < (most ?? 3)) && each !== 9 → false: [1,2,9,3,1]",
      "4: !(each < (most ?? 3)) → (each < (most ?? 3)): []",
      "4: each < (most ?? 3) → each <= (most ?? 3): [1,2,9,3,1]",
      "4: most ?? 3 → most: []",
      "4: each !== 9 → each === 9: [1,2]",
      "4: break → ;: [1,2,9,1]",
      "5: taken.push(each) → ;: []",
    ]
  `)
})

test('types are left alone, as are directives', () => {
  const {mutants, source} = switched('f.ts', `'use strict'\nlet a: true | false\ntype B = A extends true ? 1 : 2`)
  expect(mutants).toEqual([])
  expect(source).toBe(`'use strict'\nlet a: true | false\ntype B = A extends true ? 1 : 2`)
})
