import type {Command} from '@oclif/core'
import {expect, test} from 'vitest'
import {commandFiles} from '../../scripts/command-files.ts'
import {readManifest} from '../../scripts/manifest.ts'
import {program} from '../support/cli.ts'

const {commands} = await readManifest('./src/commands')
const all = Object.values(commands).toSorted((a, b) => (a.id < b.id ? -1 : 1))

test('every command, argument and flag: what is removed stays as an alias, because scripts outlive us', async () => {
  const text = all.map((command) => {
    const args = Object.values(command.args).map(
      ({name, required, multiple, options}) =>
        `  ${name.toUpperCase()}${multiple ? '...' : ''}${required ? '' : '?'}${options ? ` ${options.join('|')}` : ''}`,
    )
    const flags = Object.values(command.flags)
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((flag) => {
        const names = [
          ...(flag.char ? [`-${flag.char}`] : []),
          `--${flag.type === 'boolean' && flag.allowNo ? '[no-]' : ''}${flag.name}`,
          ...(flag.aliases ?? []).map((alias) => `--${alias}`),
        ]
        const value = flag.type === 'option' ? ` ${flag.options?.join('|') ?? String(flag.helpValue ?? 'VALUE')}` : ''
        const fallback = flag.default === undefined ? '' : ` (${String(flag.default)})`
        const facts = [
          ...(flag.required ? ['required'] : []),
          ...(flag.type === 'option' && flag.multiple ? ['repeatable'] : []),
          ...(flag.hidden ? ['hidden'] : []),
        ]
        return `  ${names.join(', ')}${value}${fallback}${facts.map((fact) => ` ${fact}`).join('')}`
      })
    return [command.id.replaceAll(':', ' '), ...args, ...flags].join('\n')
  })
  await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot('surface.txt')
})

test('every command explains itself: a summary, an example, all flags and arguments', () => {
  expect(all.map(({id}) => id.replaceAll(':', ' '))).toEqual(commandFiles().map(({id}) => id))
  for (const {id, summary = '', examples = [], flags, args} of all) {
    // As a heading: no capital at the beginning, no full stop at the end.
    expect(summary, id).toMatch(/^[a-z].*[^.]$/)
    expect(examples.length, id).toBeGreaterThan(0)
    for (const flag of Object.values(flags)) expect(flag.summary, `${id} --${flag.name}`).toBeTruthy()
    for (const arg of Object.values(args)) expect(arg.description, `${id} ${arg.name}`).toBeTruthy()
  }
})

test('a default in the help is a word, never [object Object]', async () => {
  for (const {id, flags} of all)
    for (const flag of Object.values(flags)) {
      if (flag.type !== 'option') continue
      const {default: fallback, defaultHelp = fallback} = flag as {default?: unknown; defaultHelp?: unknown}
      expect(typeof defaultHelp, `${id} --${flag.name}`).not.toBe('object')
    }
})

test('no argument is read from stdin, where records come from; a repeatable flag takes one value each', async () => {
  for (const [id, load] of Object.entries(program.commands)) {
    const {args, flags} = (await load()).default as unknown as typeof Command
    for (const [name, arg] of Object.entries(args)) expect(arg.ignoreStdin, `${id} ${name}`).toBe(true)
    for (const [name, flag] of Object.entries(flags ?? {})) {
      if (flag.type === 'option' && flag.multiple) expect(flag.multipleNonGreedy, `${id} --${name}`).toBe(true)
    }
  }
})

test('examples are command lines that parse: their command and their flags exist', () => {
  for (const {id, examples = []} of all) {
    for (const example of examples) {
      const text = typeof example === 'string' ? example : example.command
      for (const [, line = ''] of text.matchAll(/<%= config\.bin %> ([^|\n>]*)/g)) {
        const words = line.match(/'[^']*'|\S+/g) ?? []
        const found = [words.slice(0, 2).join(':'), words[0] ?? ''].map((key) => commands[key]).find((each) => each)
        expect(found, `${id}: ${line}`).toBeDefined()
        const known = Object.values(found?.flags ?? {}).flatMap(({name, aliases = []}) => [name, ...aliases])
        for (const [, flag] of line.matchAll(/ --(?:no-)?([a-z-]+)/g)) expect(known, `${id}: ${line}`).toContain(flag)
      }
    }
  }
})
