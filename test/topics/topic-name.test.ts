import {expect, test} from 'vitest'
import {UsageError} from '../../src/lib/cluster/errors.ts'
import {checkTopicName, hasCollisionCharacter, metricName, topicNameProblem} from '../../src/lib/topics/topic-name.ts'

test.each(['orders', 'A.b_c-9', '...', '-', '__consumer_offsets', 'x'.repeat(249)])('%s is a topic name', (name) => {
  expect(topicNameProblem(name)).toBeUndefined()
  expect(() => checkTopicName(name)).not.toThrow()
})

test.each([
  ['', 'a topic name cannot be empty'],
  ['.', "a topic cannot be called '.'"],
  ['..', "a topic cannot be called '..'"],
  ['a b', `topic name 'a b' contains " ": only ASCII letters, digits, '.', '_' and '-' are allowed`],
  ['käse', `topic name 'käse' contains "ä": only ASCII letters, digits, '.', '_' and '-' are allowed`],
  ['a\n', `topic name 'a\n' contains "\\n": only ASCII letters, digits, '.', '_' and '-' are allowed`],
  ['a😀', `topic name 'a😀' contains "😀": only ASCII letters, digits, '.', '_' and '-' are allowed`],
  ['x'.repeat(250), `topic name '${'x'.repeat(250)}' has 250 characters: at most 249 are allowed`],
])('%j is not a topic name', (name, problem) => {
  expect(topicNameProblem(name)).toBe(problem)
  expect(() => checkTopicName(name)).toThrow(new UsageError(problem))
})

test('a period and an underscore are the same to metrics', () => {
  expect(['a.b', 'a_b'].map(metricName)).toEqual(['a_b', 'a_b'])
  expect(new Set(['a.b', 'a-b', 'ab', 'a.b.c'].map(metricName)).size).toBe(4)
  expect(['a.b', 'a_b', 'a-b'].map(hasCollisionCharacter)).toEqual([true, true, false])
})
