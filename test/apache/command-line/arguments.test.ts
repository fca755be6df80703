// The grammar of argparse4j. The messages are those of version 0.7.0, as kafka-cluster and kafka-producer-perf-test print them.
import {expect, test} from 'vitest'
import {
  ArgumentError,
  HelpRequest,
  parseArguments,
  VersionRequest,
  type ProgramSpec,
} from '../../../src/lib/apache/command-line/arguments.ts'

const program: ProgramSpec = {
  options: {
    server: {argument: 'required', short: 's', group: 'where', help: ''},
    socket: {argument: 'required', group: 'where', help: ''},
    verbose: {short: 'v', help: ''},
  },
  requiredGroups: ['where'],
  commands: {
    'list-all': {help: '', options: {}},
    'list-one': {
      help: '',
      options: {
        id: {argument: 'required', short: 'i', type: 'int', required: true, help: ''},
        tag: {argument: 'required', repeatable: true, help: ''},
        words: {argument: 'required', many: true, help: ''},
        mode: {argument: 'required', choices: ['a', 'b'], help: ''},
        quiet: {short: 'q', help: ''},
        version: {help: ''},
      },
    },
    remove: {help: '', options: {}},
  },
}
const parse = (line: string) => parseArguments(program, line === '' ? [] : line.split(' '))
function refusal(line: string): string {
  try {
    parse(line)
  } catch (error) {
    if (error instanceof ArgumentError) return error.message
    throw error
  }
  return 'accepted'
}

test.each([
  ['-s h list-one --id 3', {id: 3, server: 'h'}],
  ['-sh list-one -i3', {id: 3, server: 'h'}],
  ['-vs h list-one -qi 3', {id: 3, server: 'h'}],
  ['--serv=h=1 list-o --i=-5', {id: -5, server: 'h=1'}],
  ['--server a --server b list-one -i -5', {id: -5, server: 'b'}],
])('%s', (line, {id, server}) => {
  const args = parse(line)
  expect([args.command, args.number('id'), args.text('server')]).toEqual(['list-one', id, server])
})

test('an option may take all words up to the next one, or be repeated', () => {
  const args = parse('-s h list-one --words a b c --tag x --tag=y -q --words d e -i 1')
  expect(args.texts('words')).toEqual(['d', 'e'])
  expect(args.texts('tag')).toEqual(['x', 'y'])
  expect([args.has('quiet'), args.has('verbose')]).toEqual([true, false])
})

test.each([
  ['', 'too few arguments'],
  ['-s h', 'too few arguments'],
  ['-s h --', 'too few arguments'],
  ['-s h -- remove', "unrecognized arguments: 'remove'"],
  ['-s h remove more words', "unrecognized arguments: 'more words'"],
  ['-s h foo', "invalid choice: 'foo' (choose from 'list-all', 'list-one', 'remove')"],
  ['-s h list', 'ambiguous command: list could match list-all, list-one'],
  ['--s h remove', 'ambiguous option: --s could match --server, --socket'],
  ['remove', 'one of the arguments --server/-s --socket is required'],
  ['-s h --socket x remove', 'argument --socket: not allowed with argument --server/-s'],
  ['-s h list-one', 'argument --id/-i is required'],
  ['-s h list-one --id', 'argument --id/-i: expected one argument'],
  ['-s h list-one --id -q', 'argument --id/-i: expected one argument'],
  ['-s h list-one --words', 'argument --words: expected 1 argument(s)'],
  ['-s h list-one --id abc', 'argument --id/-i: could not convert \'abc\' to Integer (For input string: "abc")'],
  ['-s h list-one --mode c', "argument --mode: invalid choice: 'c' (choose from {a,b})"],
  ['-s h list-one --quiet=x', "argument --quiet/-q: ignore implicit argument 'x'"],
  ['-s h list-one -qx', "unrecognized arguments: '-qx'"],
  // What is missing is told last.
  ['list-one --nope', "unrecognized arguments: '--nope'"],
  ['list-one', 'one of the arguments --server/-s --socket is required'],
])('%s is refused', (line, message) => {
  expect(refusal(line)).toBe(message)
})

test('help and version are answered as soon as they are read', () => {
  expect(() => parse('-s h list-one -h --nope')).toThrow(HelpRequest)
  expect(() => parse('-s h list-one --version')).toThrow(VersionRequest)
  expect(() => parse('-s h list-one --nope -h')).toThrow(ArgumentError)
})
