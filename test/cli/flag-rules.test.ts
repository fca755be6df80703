import {describe, expect, test} from 'vitest'
import {checkFlags, isGiven, type FlagRule} from '../../src/lib/cli/flag-rules.ts'
import {consumeExclusions} from '../../src/lib/command-parts/consume/exclusions.ts'
import {consumeFlags} from '../../src/lib/command-parts/consume/flags.ts'
import {produceExclusions} from '../../src/lib/command-parts/produce/exclusions.ts'
import {produceFlags} from '../../src/lib/command-parts/produce/flags.ts'

interface Flags {
  readonly a?: number | undefined
  readonly b?: string | undefined
  readonly on: boolean
}

const rules: readonly FlagRule<Flags>[] = [
  {atMostOneOf: ['a', 'b'], because: 'each says where'},
  {when: ({on}) => !on, refuse: ['b'], say: (flag, {b}) => `${flag} ${b} needs --on`},
]

test('a flag is given when it has a value, and a switch when it is on', () => {
  expect(isGiven<Flags>({a: 0, on: true}, 'a')).toBe(true)
  expect(isGiven<Flags>({on: false}, 'a')).toBe(false)
  expect(isGiven<Flags>({on: false}, 'on')).toBe(false)
})

describe('a table of rules', () => {
  test('lets flags pass that break no rule', () => {
    checkFlags(rules, {on: false})
    checkFlags(rules, {a: 1, on: false})
    checkFlags(rules, {b: 'x', on: true})
  })

  test('refuses by its first rule that is broken', () => {
    expect(() => checkFlags(rules, {a: 1, b: 'x', on: false})).toThrow(
      '--a and --b exclude each other: each says where',
    )
    expect(() => checkFlags(rules, {b: 'x', on: false})).toThrow('--b x needs --on')
  })
})

/** The compiler checks names of one flag type; a flag that is refused must also be one that the command has. */
test.each([
  ['consume', consumeExclusions, consumeFlags],
  ['produce', produceExclusions, produceFlags],
])('the rules of %s name flags that it has', (_, table, flags) => {
  const named = table.flatMap((rule): readonly string[] => ('refuse' in rule ? rule.refuse : rule.atMostOneOf))
  expect(named.filter((name) => !Object.hasOwn(flags, name))).toEqual([])
})
