// Whether we say of texts that are no JSON what Jackson says: its answers are in test/fixtures/jackson-errors.tsv.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {JavaError} from '../../../src/lib/apache/java/errors.ts'
import {parseJson} from '../../../src/lib/apache/java/json.ts'

const file = join(import.meta.dirname, '../../fixtures/jackson-errors.tsv')
const answers = readFileSync(file, 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => {
    const [text = '', answer = ''] = line.split('\t')
    return [JSON.parse(text) as string, answer.replaceAll(String.raw`\n at `, '\n at ')] as const
  })

/** Columns after a number that breaks off, and of control characters, depend on how far Jackson has read. */
const withoutPlace = (answer: string) => answer.replace(/\n at [^]*$/, '').replace(/^Json\w+Exception \| /, '')

test.each(answers)('%j', (text, answer) => {
  let said
  try {
    parseJson(text)
    said = 'OK'
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    said = error.message
  }
  expect(withoutPlace(said)).toBe(answer.startsWith('OK ') ? 'OK' : withoutPlace(answer))
})

test('line and column, as people look for them', () => {
  const places = answers.filter(([text]) => ['[1,]', '[1\n\n2]', '{"a" 1}', 'nonsense', '{"a":1,}', '{"a":}'].includes(text)) // prettier-ignore
  expect(places).toHaveLength(6)
  for (const [text, answer] of places) expect(() => parseJson(text)).toThrow(answer.replace(/^\w+ \| /, ''))
})
