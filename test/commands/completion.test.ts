import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-completion-'))
const file = (shell: string) => join(folder, `kafkit.${shell}`)
/** In the place of kafkit: says what it was asked, and three names. */
const asked = join(folder, 'asked')
const env = {...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`}
beforeAll(async () => {
  const names = `printf '%s\\n' orders orders-dlq 'a $(touch ${folder}/ran)'`
  writeFileSync(join(folder, 'kafkit'), `#!/bin/sh\necho "$@" > '${asked}'\n${names}\n`, {mode: 0o755})
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

describe.runIf(has('bash'))('names of topics and groups, which bash asks for', () => {
  const inBash = (typed: string, words: string) => {
    const script = `source ${file('bash')}; COMP_LINE='${typed}' COMP_POINT=${typed.length}; COMP_WORDS=(${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _kafkit; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', script], {encoding: 'utf8', env}).split('\n')
  }

  test('the whole line is handed on, and nothing that comes back is run', () => {
    const found = inBash('kafkit groups describe -b broker:9092 ', "kafkit groups describe -b broker : 9092 ''")
    expect(readFileSync(asked, 'utf8')).toBe('complete groups kafkit groups describe -b broker:9092 \n')
    expect(found).toContain('orders-dlq')
    expect(found).toContain(`a\\ \\$\\(touch\\ ${folder}/ran\\)`)
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })

  test.each([
    ['kafkit groups lag x --topic o', 'topics'],
    ['kafkit consume o', 'topics'],
    ['kafkit consume x --group o', 'groups'],
    ['kafkit topics list -p o', 'profiles'],
    ['kafkit brokers drain o', 'brokers'],
    ['kafkit topics create x --config o', 'topic-configs'],
    ['kafkit configs set o', 'config-resources'],
  ])('%s asks for %s', (typed, kind) => {
    expect(inBash(typed, typed)).toContain('orders')
    expect(readFileSync(asked, 'utf8')).toBe(`complete ${kind} ${typed}\n`)
  })

  test('no names are requested for the argument that names a new topic', () => {
    rmSync(asked)
    inBash('kafkit topics create o', 'kafkit topics create o')
    expect(existsSync(asked)).toBe(false)
  })
})

describe.runIf(has('fish'))('fish', () => {
  test('names are requested for arguments and flags that name existing things', () => {
    const line = `source ${file('fish')}; complete -C 'kafkit groups describe ord'`
    expect(execFileSync('fish', ['--no-config', '-c', line], {encoding: 'utf8', env})).toBe('orders\norders-dlq\n')
    expect(readFileSync(asked, 'utf8')).toBe('complete groups kafkit groups describe ord\n')
  })

  test.each(cases)('$typed', ({typed, offered, not = []}) => {
    const text = execFileSync('fish', ['--no-config', '-c', `source ${file('fish')}; complete -C '${typed}'`], {
      encoding: 'utf8',
    })
    const found = text.split('\n').map((line) => line.split('\t')[0])
    expect(found).toEqual(expect.arrayContaining([...offered]))
    for (const word of not) expect(found).not.toContain(word)
  })
})

describe.runIf(has('zsh'))('zsh', () => {
  /** What a shell that someone types into shows after TAB, until it has shown `shown`. */
  const inZsh = (typed: string, shown: string) => {
    const script = `zmodload zsh/zpty; zpty z zsh -f -i
      zpty -w z "PS1='%% '; autoload -Uz compinit; compinit -u -D; source ${file('zsh')}; setopt autolist; unset zle_bracketed_paste; echo rea''dy"
      zpty -r z said '*ready*'
      zpty -w -n z $'${typed}\\t\\t'
      zpty -r z said '*${shown}*'; print -r -- "$said"; zpty -d z`
    return execFileSync('zsh', ['-fc', script], {encoding: 'utf8', env})
  }

  test('it is read', () => expect(spawnSync('zsh', ['-n', file('zsh')]).status).toBe(0))

  test.each([
    ['kafkit topics describe ord', 'topics'],
    ['kafkit groups lag --topic ord', 'topics'],
    ['kafkit consume x --group ord', 'groups'],
    ['kafkit configs set ord', 'config-resources'],
    ['kafkit topics create x --config ord', 'topic-configs'],
  ])('TAB behind %s offers names: nothing came', (typed, kind) => {
    rmSync(asked, {force: true})
    expect(inZsh(typed, 'orders-dlq')).toContain('orders-dlq')
    expect(readFileSync(asked, 'utf8')).toMatch(new RegExp(`^complete ${kind} ${typed}`))
  })

  test('flags and verbs', () => {
    expect(inZsh('kafkit topics create --rep', 'replication-factor')).toContain('--replica')
    expect(inZsh('kafkit topics d', 'diff')).toContain('describe')
  })
})

test('every shell knows every command and flag, and starts nothing to know them', async () => {
  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    const {out} = await kafkit(['completion', shell])
    for (const word of ['reset-offsets', 'delete-offsets', 'bootstrap-server', 'console-consumer'])
      expect(out).toContain(word)
    // zsh has the values of an option in brackets, and kafkit is one of --client.
    expect(out.replaceAll(':(kafkit kafkajs)', '')).not.toMatch(/\$\(kafkit|`kafkit|\(kafkit /)
  }
})
