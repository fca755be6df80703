import {describe, expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {checkExclusions, isGiven, type Exclusion} from '../../src/lib/cli/exclusions.ts'
import type {KitCommand} from '../../src/lib/cli/kit-command.ts'
import {kafkit, program} from '../support/cli.ts'

interface Flags {
  readonly a?: string | boolean | number | undefined
  readonly b?: string | boolean | number | undefined
  readonly c?: readonly number[] | number | undefined
  readonly d?: readonly number[] | number | undefined
  readonly x?: boolean | readonly string[] | undefined
  readonly y?: boolean | string | readonly string[] | undefined
  readonly from?: number | undefined
  readonly last?: number | undefined
  readonly on?: boolean | undefined
}

const table: readonly Exclusion<Flags>[] = [
  ['b', 'a', 'c'],
  ['c', 'd'],
  {exactlyOne: ['y', 'x']},
  {atMostOneOf: ['last', 'from'], because: 'each says where'},
  {when: ({on}) => on === true, refuse: ['from'], say: (flag, {from}) => `${flag} ${from} needs --no-on`},
  {when: ({last}) => last === 0, sentence: '--last 0 is nothing'},
]

test('a flag is given when it has a value, and a switch when it is on', () => {
  expect(isGiven<Flags>({a: 0}, 'a')).toBe(true)
  expect(isGiven<Flags>({on: false}, 'a')).toBe(false)
  expect(isGiven<Flags>({on: false}, 'on')).toBe(false)
})

describe('a table of exclusions', () => {
  test.each<[Flags]>([
    [{x: true}],
    [{a: 'text', d: 0, y: ''}],
    // What was not given: nothing, no, an empty list.
    [{a: true, b: false, c: undefined, x: ['one'], y: []}],
    [{x: true, from: 1}],
  ])('%j is accepted', (flags) => expect(() => checkExclusions(table, flags)).not.toThrow())

  test.each<[Flags, string]>([
    [{a: true, b: 'text', x: true}, '--a and --b exclude each other'],
    [{c: 1, b: 2, a: 0, x: true}, '--a, --b and --c exclude each other'],
    [{d: [1], c: [2], x: true}, '--c and --d exclude each other'],
    [{x: true, y: true}, '--x and --y exclude each other'],
    [{a: true}, 'one of --x or --y is needed'],
    [{x: true, from: 1, last: 1, on: true}, '--last and --from exclude each other: each says where'],
    [{x: true, from: 1, on: true}, '--from 1 needs --no-on'],
    [{x: true, last: 0}, '--last 0 is nothing'],
  ])('%j is refused: %s', (flags, sentence) => expect(() => checkExclusions(table, flags)).toThrow(sentence))
})

/** The compiler checks names of one flag type; a flag that is refused must also be one that the command has. */
test.each(commandFiles().map(({id}) => id))('the exclusions of %s name flags that it has', async (id) => {
  const loaded: unknown = await program.commands[id]?.()
  const {default: Command} = loaded as {default: typeof KitCommand}
  const named = Command.exclusions.flatMap((row): readonly string[] => {
    if ('sentence' in row) return []
    if ('refuse' in row) return row.refuse
    if ('because' in row) return row.atMostOneOf
    return 'exactlyOne' in row ? row.exactlyOne : row
  })
  expect(named.filter((name) => !Object.hasOwn({...Command.baseFlags, ...Command.flags}, name))).toEqual([])
})

test('any two targets of a reset exclude each other, whichever they are', async () => {
  const line = 'groups reset-offsets billing --all-topics --to-latest --to-current -b 127.0.0.1:1'
  expect(await kafkit(line.split(' '))).toEqual({
    out: '',
    err: 'kafkit: --to-current and --to-latest exclude each other (see kafkit groups reset-offsets --help)\n',
    code: 2,
  })
})

test('a default does not count as given', async () => {
  const line = 'groups reset-offsets billing --all-topics --to-latest --export -b 127.0.0.1:1'
  expect((await kafkit(line.split(' '))).err).toContain('127.0.0.1:1 refused the connection')
  expect((await kafkit([...line.split(' '), '-o', 'table'])).err).toContain('--export and --output exclude each other')
})
