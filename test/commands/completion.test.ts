import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-completion-'))
const file = (shell: string) => join(folder, `kafkit.${shell}`)
beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish']) writeFileSync(file(shell), (await kafkit(['completion', shell])).out)
})
afterAll(() => rmSync(folder, {recursive: true}))
const has = (shell: string) => spawnSync(shell, ['--version']).status === 0

/** What is typed, the last word being completed, and what is offered (a part of it where the list is long). */
const cases: readonly {typed: string; offered: readonly string[]; not?: readonly string[]}[] = [
  {typed: 'kafkit ', offered: ['topics', 'groups', 'produce', 'consume', 'sandbox', 'completion', 'help']},
  {typed: 'kafkit to', offered: ['topics'], not: ['groups']},
  {typed: 'kafkit topics ', offered: ['alter', 'create', 'delete', 'describe', 'list']},
  {typed: 'kafkit topics de', offered: ['delete', 'describe'], not: ['list']},
  {
    typed: 'kafkit topics create --re',
    offered: ['--replication-factor', '--replica-assignment'],
    not: ['--partitions'],
  },
  {typed: 'kafkit topics list --output ', offered: ['table', 'name', 'json']},
  {typed: 'kafkit topics list -o j', offered: ['json'], not: ['table']},
  {typed: 'kafkit consumer-groups de', offered: ['delete', 'delete-offsets', 'describe']},
  {typed: 'kafkit consumer-groups describe --mem', offered: ['--members']},
  {typed: 'kafkit produce x --acks ', offered: ['all', '-1', '1', '0']},
  {typed: 'kafkit completion ', offered: ['bash', 'zsh', 'fish']},
]

describe.runIf(has('bash'))('bash', () => {
  test.each(cases)('$typed', ({typed, offered, not = []}) => {
    const words = typed.split(' ')
    const script = `source ${file('bash')}; COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _kafkit; printf '%s\\n' "\${COMPREPLY[@]}"`
    const found = execFileSync('bash', ['-c', script], {encoding: 'utf8'}).split('\n')
    expect(found).toEqual(expect.arrayContaining([...offered]))
    for (const word of not) expect(found).not.toContain(word)
  })

  test('=, which bash takes for a word of its own', () => {
    const script = `source ${file('bash')}; COMP_WORDS=(kafkit topics list --output = j); COMP_CWORD=5; _kafkit; echo "\${COMPREPLY[@]}"`
    expect(execFileSync('bash', ['-c', script], {encoding: 'utf8'})).toBe('json jsonl\n')
  })
})

describe.runIf(has('fish'))('fish', () => {
  test.each(cases)('$typed', ({typed, offered, not = []}) => {
    const text = execFileSync('fish', ['--no-config', '-c', `source ${file('fish')}; complete -C '${typed}'`], {
      encoding: 'utf8',
    })
    const found = text.split('\n').map((line) => line.split('\t')[0])
    expect(found).toEqual(expect.arrayContaining([...offered]))
    for (const word of not) expect(found).not.toContain(word)
  })
})

test.runIf(has('zsh'))('zsh reads it', () => {
  expect(spawnSync('zsh', ['-n', file('zsh')]).status).toBe(0)
})

test('every shell knows every command, and starts nothing to know it', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const {out} = await kafkit(['completion', shell])
    for (const word of ['reset-offsets', 'delete-offsets', 'bootstrap-server', 'console-consumer'])
      expect(out).toContain(word)
    // zsh has the values of an option in brackets, and kafkit is one of --client.
    expect(out.replaceAll(':(kafkit kafkajs)', '')).not.toMatch(/\$\(kafkit|`kafkit|\(kafkit /)
  }
})
