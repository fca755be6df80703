// What the files of kafka-reassign-partitions may say, and what is refused in a sentence. Examples are those of Apache's documentation
// and of its --generate.
import {expect, test} from 'vitest'
import {formatPlan, parsePlanFile} from '../../src/lib/reassignments/plan-file.ts'

const one = (entry: object) =>
  JSON.stringify({version: 1, partitions: [{topic: 'foo', partition: 0, replicas: [5, 6], ...entry}]})

test("a file of Apache's tool is read", () => {
  const generated =
    '{"version":1,"partitions":[{"topic":"foo1","partition":0,"replicas":[5,6],"log_dirs":["any","any"]},{"topic":"foo1","partition":1,"replicas":[6,5],"log_dirs":["any","any"]}]}'
  expect(parsePlanFile(generated, 'f')).toEqual({
    clusterId: null,
    partitions: [
      {topic: 'foo1', partition: 0, replicas: [5, 6], from: null, topicId: null},
      {topic: 'foo1', partition: 1, replicas: [6, 5], from: null, topicId: null},
    ],
  })
  // As Apache's tool reads it: the version and the directories may be left out.
  expect(parsePlanFile('{"partitions":[{"topic":"a","partition":0,"replicas":[1]}]}', 'f').partitions).toHaveLength(1)
})

test('a file of kafkit keeps the replicas that the plan started from', () => {
  const moves = [{topic: 'foo', partition: 3, from: [1, 2], to: [2, 3]}]
  const text = formatPlan(moves, {clusterId: 'abc', topicIds: new Map([['foo', 'id']])})
  expect(parsePlanFile(text, 'f')).toEqual({
    clusterId: 'abc',
    partitions: [{topic: 'foo', partition: 3, from: [1, 2], replicas: [2, 3], topicId: 'id'}],
  })
})

test.each([
  ['an empty file', '', 'f is not valid JSON: '],
  ['all that --generate prints', 'Current partition replica assignment\n{}\n', 'only the line of the proposed'],
  ['a list', '[]', 'a plan is a JSON object'],
  ['null', 'null', 'a plan is a JSON object'],
  ['another version', '{"version":2,"partitions":[]}', 'version 2 is not supported'],
  ['the file of --topics-to-move-json-file', '{"version":1,"topics":[{"topic":"a"}]}', 'no list "partitions"'],
  [
    'what reassign plan --output json prints',
    '{"clusterId":"c","moves":[]}',
    'have the plan written by --plan-out FILE',
  ],
  ['no partitions', '{"version":1,"partitions":[]}', 'the plan has no partitions'],
  ['an entry that is none', '{"version":1,"partitions":[7]}', 'entry 1 needs a topic'],
  ['a partition in quotes', one({partition: '0'}), 'entry 1 needs a topic'],
  ['a negative partition', one({partition: -1}), 'entry 1 needs a topic'],
  ['half a partition', one({partition: 0.5}), 'entry 1 needs a topic'],
  ['no replicas', one({replicas: []}), 'entry 1 needs a topic'],
  ['replicas in quotes', one({replicas: ['5']}), 'entry 1 needs a topic'],
  ['a broker twice', one({replicas: [5, 5]}), 'foo-0 names a broker twice'],
  ['a directory', one({log_dirs: ['any', '/data2']}), 'foo-0 chooses log directories ("log_dirs")'],
  ['a directory that is no list', one({log_dirs: '/data2'}), 'foo-0 chooses log directories ("log_dirs")'],
  ['null for directories', one({log_dirs: null}), 'foo-0 chooses log directories ("log_dirs")'],
  ['too few directories', one({log_dirs: ['any']}), 'foo-0 has 2 replicas and 1 log_dirs'],
])('a wrong plan is refused: %s', (_, text, words) => {
  expect(() => parsePlanFile(text, 'f')).toThrow(words)
})

test('a plan with a partition twice is refused', () => {
  const entry = {topic: 'foo', partition: 0, replicas: [1]}
  expect(() => parsePlanFile(JSON.stringify({partitions: [entry, entry]}), 'f')).toThrow('foo-0 appears twice')
})
