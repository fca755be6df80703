import {readdirSync} from 'node:fs'
import {expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}

// oclif decides when it is loaded whether it colours its headings.
delete process.env['NO_COLOR']
process.env['FORCE_COLOR'] = '1'
const {kafkit} = await import('../support/cli.ts')

test('headings are bold, and not escapes in letters', async () => {
  const {out} = await kafkit([], {terminal: true})
  expect(out).toContain('\u001b[1mCOMMANDS\u001b[22m')
  expect(out).not.toContain('\\x1b')
})

test('lines end where the terminal does', async () => {
  for (const words of [[], ['topics', 'describe', '--help']]) {
    const {out} = await kafkit(words, {terminal: true, columns: 80})
    // oxlint-disable-next-line no-control-regex -- takes the colours out again
    const lines = out.replaceAll(/\u001b\[\d+m/g, '').split('\n')
    expect(lines.length).toBeGreaterThan(20)
    expect(lines.filter((line) => line.length > 80)).toEqual([])
  }
})

test('each group of commands says what it is about, and not what its first command does', () => {
  const groups = readdirSync('src/commands', {withFileTypes: true}).filter((entry) => entry.isDirectory())
  expect(Object.keys(packageJson.oclif.topics).toSorted()).toEqual(groups.map(({name}) => name).toSorted())
})

test('a default is said once, in the words that people type', async () => {
  const defaults = async (...words: string[]) =>
    // oxlint-disable-next-line no-control-regex -- takes the colours out again
    (await kafkit([...words, '--help'], {terminal: true})).out.replaceAll(/\u001b\[\d+m/g, '').match(/[[(]default[^\])]*./g) // prettier-ignore
  expect(await defaults('reassign', 'wait')).toContain('(default: 1h)')
  expect(await defaults('sandbox', 'logs')).toEqual(expect.arrayContaining(['(default: default)', '(default: 100)']))
  for (const command of ['perf e2e', 'reassign wait', 'apply', 'sandbox logs'])
    expect(
      (await defaults(...command.split(' ')))?.filter((each) => /^\[|\d{5}/.test(each)),
      command,
    ).toEqual([])
})
