import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {readManifest} from '../../scripts/manifest.ts'
import {outputSchemas} from '../../scripts/output-schemas.ts'
import {noDetails} from '../../src/lib/topics/topic-details.ts'
import {checkOutput} from '../support/output-schema.ts'

const folder = join(root, 'schemas')

test('schemas/ is what the types say; if not: node scripts/output-schemas.ts', async () => {
  const schemas = await outputSchemas()
  expect(readdirSync(folder).toSorted()).toEqual([...schemas.keys()].toSorted())
  for (const [name, text] of schemas) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text)
  // The compiler reads all sources once: seconds, on a busy machine many.
}, 180_000)

test('every command with --output FORMAT has a schema of its document and of its rows, the others of their JSON', async () => {
  const {commands} = await readManifest('./src/commands')
  const ids = Object.values(commands)
    .filter(({flags}) => flags['output']?.type === 'option' && flags['output'].helpValue === 'FORMAT')
    .map(({id}) => id.replaceAll(':', '-'))
  expect(ids).toContain('topics-list')
  const all = [
    ...ids.flatMap((id) => [`${id}.json`, `${id}.row.json`]),
    'consume.row.json',
    'produce.json',
    'cluster-snapshot.json',
    'perf-consume.json',
    'perf-e2e.json',
    'perf-produce.json',
    'perf-share.json',
    'provisioning.schema.json',
    'schemas-export.json',
    'share-consume.row.json',
  ]
  expect(readdirSync(folder).toSorted()).toEqual(all.toSorted())
})

/** What these print is no result in rows, each for the reason that stands there. */
const withoutRows: Readonly<Record<string, string>> = {
  'cluster snapshot': 'prints one document, to be kept',
  complete: 'prints names for a shell',
  completion: 'prints a script for a shell',
  consume: 'prints records, in formats of its own',
  'dump-log': 'prints records as JSON lines, and what a check finds',
  export: 'prints files, in formats of its own',
  help: 'prints text for people',
  produce: 'prints reports of batches, in formats of its own',
  record: 'prints a file',
  'output-schema': 'prints a JSON Schema',
  'schemas export': 'prints one document, to be kept',
  'share consume': 'prints records, in formats of its own',
  'groups export-metrics': 'serves OpenMetrics until it is stopped',
  'groups top': 'is a screen',
  'groups wait': 'says only when it is done',
  'groups watch': 'is a screen',
  'topics wait': 'says only when it is done',
  'perf consume': 'prints one document, to be kept',
  'perf e2e': 'prints one document, to be kept',
  'perf produce': 'prints one document, to be kept',
  'perf share': 'prints one document, to be kept',
  'sandbox logs': 'prints the lines of a log file',
  'sandbox stop': 'has nothing to print',
}

test('every command has the whole output contract, or a reason why not', async () => {
  const {commands} = await readManifest('./src/commands')
  const lacking = Object.values(commands)
    .map(({id, flags}) => ({id: id.replaceAll(':', ' '), flags}))
    .filter(({id}) => !(id in withoutRows))
    .flatMap(({id, flags}) =>
      ['output', 'columns', 'sort', 'no-headers'].filter((name) => !flags[name]).map((name) => `${id} lacks --${name}`),
    )
  expect(lacking).toEqual([])
})

const listing = {
  topics: [{name: 'orders', topicId: null, isInternal: false, partitionCount: 2, replicationFactor: 1, ...noDetails}],
  errors: [],
}
test('the check of what tests print: the right document passes, each wrong one does not', async () => {
  const check = (value: unknown, ...flags: string[]) =>
    checkOutput(['topics', 'list', '-o', 'json', ...flags], JSON.stringify(value))
  await check(listing)
  await expect(check({...listing, extra: 1})).rejects.toThrow('additional')
  await expect(check({topics: listing.topics})).rejects.toThrow('required')
  await expect(check({...listing, topics: [{...listing.topics[0], partitionCount: '2'}]})).rejects.toThrow('number')
  await expect(checkOutput(['topics', 'list', '-o', 'jsonl'], '{"topic":"orders"}\n')).rejects.toThrow('required')
})
