// Every drop-in has all that belongs to one. The folders of src/lib/apache are the only list of them.
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {dropInNames, loadDropIn} from '../../scripts/drop-in-tools.ts'
import type {Tool} from '../../src/lib/apache/command-line/tool.ts'
import {filesOf, missingPieces, type ProjectFiles} from './missing-pieces.ts'

const files = filesOf(root)
const tools = new Map(await Promise.all(dropInNames().map(async (name) => [name, await loadDropIn(name)] as const)))
const topics = tools.get('kafka-topics')
if (!topics) throw new Error('kafka-topics is gone')

const gapsNow = await missingPieces(tools, files)

test('nothing of a drop-in is missing', () => {
  expect(tools.size).toBeGreaterThan(3)
  expect(gapsNow).toEqual([])
})

/** Only those that were not there before. */
const newGaps = async (some: ReadonlyMap<string, Tool>, of: ProjectFiles) =>
  (await missingPieces(some, of)).filter((gap) => !gapsNow.includes(gap))

/** The project with some files replaced, or gone. */
const changed = (changes: Readonly<Record<string, string | undefined>>): ProjectFiles => ({
  read: (path) => (path in changes ? changes[path] : files.read(path)),
  list: (pattern) => files.list(pattern).filter((path) => !(path in changes && changes[path] === undefined)),
})

test.each([
  ['bin/kafka-topics', 'bin/kafka-topics is missing (npm run build)'],
  ['bin/kafka-topics.sh', 'bin/kafka-topics.sh is missing (npm run build)'],
  ['man/kafka-topics.1', 'man/kafka-topics.1 is missing (npm run build)'],
  ['test/parity/vocabularies/kafka-topics.ts', 'test/parity/vocabularies/kafka-topics.ts is missing'],
  [
    'test/parity/recorded/generated-kafka-topics.json',
    'test/parity/recorded/generated-kafka-topics.json is missing (npm run parity -- --record --tool kafka-topics)',
  ],
])('without %s, the check names it', async (path, gap) => {
  expect(await newGaps(tools, changed({[path]: undefined}))).toEqual([`kafka-topics: ${gap}`])
})

test.each([
  ['package.json', '"kafka-topics.sh": "bin/kafka-topics.sh"', '"x": ""', 'bin of package.json lacks kafka-topics.sh (npm run build)'], // prettier-ignore
  ['docs/drop-ins.md', '`kafka-topics`', 'topics', 'docs/drop-ins.md does not name it'],
  ['bin/kafka-topics', "'--alter'", "'--alert'", 'bin/kafka-topics is not what tool.ts says (npm run build)'],
])('a change of %s is found', async (path, before, after, gap) => {
  const text = files.read(path) ?? ''
  expect(text).toContain(before)
  const gaps = await newGaps(tools, changed({[path]: text.replaceAll(before, after)}))
  expect(gaps[0]).toBe(`kafka-topics: ${gap}`)
})

const withTool = (folder: string, tool: Tool) => newGaps(new Map([...tools, [folder, tool]]), files)

test('of a tool that has only its folder, everything is missing', async () => {
  expect(await withTool('kafka-new', {...topics, name: 'kafka-new'})).toMatchInlineSnapshot(`
    [
      "kafka-new: bin/kafka-new is missing (npm run build)",
      "kafka-new: bin of package.json lacks kafka-new (npm run build)",
      "kafka-new: bin/kafka-new.sh is missing (npm run build)",
      "kafka-new: bin of package.json lacks kafka-new.sh (npm run build)",
      "kafka-new: man/kafka-new.1 is missing (npm run build)",
      "kafka-new: test/parity/vocabularies/kafka-new.ts is missing",
      "kafka-new: test/parity/recorded/generated-kafka-new.json is missing (npm run parity -- --record --tool kafka-new)",
      "kafka-new: test/parity/tool-classes.ts has no class for it",
      "kafka-new: docs/drop-ins.md does not name it",
      "kafka-new: no file of test/parity/cases has a case of it",
    ]
  `)
})

test('a tool under a wrong name, and a manual that refers to no tool, are found', async () => {
  const gaps = await withTool('kafka-groups', {
    ...topics,
    manual: async () => ({default: {...(await topics.manual()).default, related: ['kafka-nope']}}),
  })
  expect(gaps).toContain('kafka-groups: its tool.ts says that its name is kafka-topics')
  expect(gaps).toContain('kafka-groups: its manual.ts refers to kafka-nope, which does not exist')
})

test('what a removed tool leaves behind is found', async () => {
  const others = new Map([...tools].filter(([name]) => name !== 'kafka-consumer-groups'))
  const gaps = await newGaps(others, files)
  expect(gaps.filter((gap) => gap.endsWith('there is no such tool'))).toMatchInlineSnapshot(`
    [
      "bin/kafka-consumer-groups: there is no such tool",
      "bin/kafka-consumer-groups.sh: there is no such tool",
      "man/kafka-consumer-groups.1: there is no such tool",
      "test/parity/vocabularies/kafka-consumer-groups.ts: there is no such tool",
      "test/parity/recorded/generated-kafka-consumer-groups.json: there is no such tool",
      "bin of package.json, kafka-consumer-groups: there is no such tool",
      "bin of package.json, kafka-consumer-groups.sh: there is no such tool",
    ]
  `)
})
