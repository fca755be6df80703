// What Apache's tools said, recorded, against what ours say: no Java, no cluster.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, afterEach, describe, expect, test} from 'vitest'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {loadCases, type ParityCase} from './case-file.ts'
import {differences, type Ran} from './compare.ts'
import {gistOf} from './gist.ts'
import {inProcess} from './in-process.ts'
import {Placeholders} from './placeholders.ts'
import {recordedCases, recordedGenerated, recordedCount} from './record.ts'
import {textOf} from './runner.ts'
import {unescaped} from './words.ts'
import {vocabularies} from './vocabularies.ts'

const dropIns = dropInNames()
/** Their cases have files; those of other tools are run live only. */
const aboutFiles = ['kafka-dump-log', 'kafka-storage']
const placeholders = new Placeholders({})
const cases = loadCases(join(import.meta.dirname, 'cases')).filter(
  // A process of its own is what some are about.
  (one) =>
    one.kind === 'local' &&
    dropIns.includes(one.tool) &&
    one.one('signal') === undefined &&
    (one.all('file').length === 0 || aboutFiles.includes(one.tool)),
)
const recorded = recordedCases()

const home = process.cwd()
const scratch = mkdtempSync(join(tmpdir(), 'replay-'))
afterEach(() => process.chdir(home))
afterAll(() => rmSync(scratch, {recursive: true, force: true}))

/** A folder of its own, with the case's files. */
function inFolderOf(one: ParityCase) {
  const folder = mkdtempSync(join(scratch, 'case-'))
  for (const line of one.all('file')) {
    const [, name = '', content = ''] = /^(\S+) ?(.*)$/s.exec(placeholders.expand(line, one)) ?? []
    mkdirSync(dirname(join(folder, name)), {recursive: true})
    writeFileSync(join(folder, name), unescaped(content))
  }
  process.chdir(folder)
}

test.each(cases.map((one) => [one.id, one] as const))('%s', async (id, one) => {
  const apache = recorded[id]
  if (!apache) throw new Error(`${id} is not recorded: npm run parity -- --record --tool ${one.tool}`)
  const runs: Ran[] = []
  if (one.all('file').length > 0) inFolderOf(one)
  for (const [index, line] of one.all('run').entries()) {
    const typed = index === 0 ? one.one('stdin') : undefined
    const stdin = typed === undefined ? undefined : unescaped(placeholders.expand(typed, one))
    const {stdout, stderr, exit} = await inProcess.tool({words: placeholders.split(line, one).words, stdin})
    runs.push({stdout: textOf(stdout), stderr: textOf(stderr), exit})
  }
  expect(differences(one, apache, {runs, observes: []}, placeholders)).toEqual([])
})

describe.each([...vocabularies.keys()])('%s, generated', (tool) => {
  test('the same outcome as Apache for each command line', async () => {
    const wrong: unknown[] = []
    const all = recordedGenerated(tool)
    for (const {argv, gist} of all) {
      const ours = gistOf(await inProcess.tool({words: [tool, ...argv]}), vocabularies.get(tool))
      if (JSON.stringify(ours) !== JSON.stringify(gist)) wrong.push({argv: argv.join(' '), apache: gist, ours})
    }
    expect(wrong).toEqual([])
    expect(all).toHaveLength(vocabularies.get(tool)?.recorded ?? recordedCount)
  })
})

test('a difference is found', () => {
  const [one] = cases.filter(({id}) => id === 'topics/usage/no-action')
  const apache = recorded['topics/usage/no-action']
  if (!one || !apache) throw new Error('the case is gone')
  const [run] = apache.runs
  if (!run) throw new Error('it has no run')
  const changed = (change: Partial<Ran>) =>
    differences(one, apache, {runs: [{...run, ...change}], observes: []}, placeholders)
  expect(changed({})).toEqual([])
  expect(changed({exit: 0})).toHaveLength(1)
  expect(changed({stdout: 'x'})).toHaveLength(2 + 1)
  expect(changed({stderr: ''})).toHaveLength(2)
  expect(changed({stderr: 'something else'})).toHaveLength(1)
})
