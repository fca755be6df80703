// Files of YAML made by chance: most of them as people write such files, with changes of a letter or two that make other YAML
// of it, or none.
import {generator, type Random} from '../support/fuzz.ts'

const names = ['orders', 'a.b-c_d', 'User:api', 'orders.*', 'null', 'true', '3', '007', 'x/y', '*', '"q"', "'s'", 'a b', '1e3', '-', '<<', 'a:b:c'] // prettier-ignore
const scalars = [
  '1', '0', '-1', '12', '1.5', '0.50', '1.0', '-0', '007', '+5', '1e9', '0x1F', '0o17', '.5', '5.', '.inf', '.nan', '-1.5', '1_000',
  '604800000', '9223372036854775807', '999999999999999', '9999999999999999', '1234567890123456.5', '7d', '64MiB', '1h', '0d', '12x3', '1e', '0xg',
  'compact', 'true', 'false', 'True', 'FALSE', 'null', 'Null', '~', 'yes', 'no', 'y', 'NaN', 'Infinity', '2024-01-01', '10.0.0.1', '1:30',
  'User:orders-api', 'one record an order', 'a: b', 'a:b', 'a:', ':a', 'a - b', '- a', '-a', 'a#b', 'a #b', '*', '*a', '&a x', '!t x', '!!str 5', '@a', '`a`', '%a', '? a',
  'a,b', 'a, b', 'a,', 'a ,b', 'a,1', '1,2', '1, 2', 'b1:9092,b2:9092', '10.0.0.1:9092,10.0.0.2:9092', '10.0.0.', '1.2.3', '/etc/ca.pem', '/', '//', '[a', 'a]', '{a', 'a}', "it's", 'x"y"', '$' + '{V}', '{{ v }}', '|', '>', '---', '...', 'ä', 'a  b', 'http://h/p', 'a/b', 'client_id=x', '=', '<<', 'null x', 'true x', '7d x',
  '"x"', "'x'", '""', "''", '"a: b"', "'a #b'", '"a\\n"', "'it''s'", '"*"', '"5"', "'null'", '"{{ v }}"', '"a" b', '"ä"', '"unended', '', ' ', '  # c',
] // prettier-ignore
const comments = ['', '', '', '', '', ' # why', '  # a: b', ' #', '# no', '\t# tab', ' ', '   ']
const between = ['', '# a comment', '  # indented: comment', '      # far', '   ', '#', '  -', '...', '---', '\t', '# ä – “”'] // prettier-ignore
const letters = [' ', '  ', '\n', '\n\n', ':', ': ', '-', '- ', '#', ' #', ',', '[', ']', '{', '}', '"', "'", '&', '*', '!', '|', '>', '%', '@', '`', '?', '~', '\t', '\r\n', '\r', '0', '.', 'e', 'x', '_', '\\', '\u2028', '\u00a0', '\ufeff', '\u0007', '---\n', '\n...\n', 'ä', '😀'] // prettier-ignore

/** The same text for the same number. */
export function yamlByChance(seed: number): string {
  const random = generator(seed)
  // Half of them are of what is common only, so that long ones are often plain throughout.
  const words = random(2) === 0 ? common : everything
  const documents = Array.from({length: random(6) === 0 ? 1 + random(3) : 1}, () => block(random, words, 0, 3))
  let text = (random(5) === 0 ? '---\n' : '') + documents.join('---\n')
  for (let changes = random(2) === 0 ? 0 : 1 + random(2); changes > 0; changes--) text = mutated(text, random)
  return random(8) === 0 ? text.trimEnd() : text
}

interface Words {
  readonly names: readonly string[]
  readonly scalars: readonly string[]
  readonly comments: readonly string[]
  readonly between: readonly string[]
}
const everything: Words = {names, scalars, comments, between}
const common: Words = {
  names: ['orders', 'a.b-c_d', 'User:api', 'partitions', 'true', '3', 'x'],
  scalars: ['1', '-1', '12', '1.5', '604800000', '7d', '64MiB', 'compact', 'true', 'User:orders-api', 'one record an order', 'b1:9092,b2:9092', '10.0.0.1:9092', '/etc/ca.pem', '"x"', "'a #b'", '"*"', '"5"'], // prettier-ignore
  comments: ['', '', '', ' # why', '   # a: b', '  '],
  between: ['', '# a comment', '  # indented: comment', '        # far', '   '],
}

const one = <T>(random: Random, from: readonly T[]): T => from[random(from.length)] as T

function block(random: Random, words: Words, indent: number, depth: number): string {
  const kind = random(depth > 0 ? 4 : 1)
  return kind === 3 ? list(random, words, indent, depth) : map(random, words, indent, depth)
}

function map(random: Random, words: Words, indent: number, depth: number): string {
  const count = 1 + random(4)
  const unique = random(6) > 0
  return Array.from({length: count}, (_, at) => {
    const name = `${one(random, words.names)}${unique ? at : ''}`
    return `${gap(random, words)}${' '.repeat(indent)}${name}:${valueOf(random, words, indent, depth)}`
  }).join('')
}

function list(random: Random, words: Words, indent: number, depth: number): string {
  return Array.from({length: 1 + random(3)}, () => {
    const blanks = random(6) === 0 ? 3 : 1
    const inner = indent + 1 + blanks
    const head = `${gap(random, words)}${' '.repeat(indent)}-${' '.repeat(blanks)}`
    return random(2) === 0 || depth <= 0
      ? `${head}${inline(random, words, 2)}${one(random, words.comments)}\n`
      : `${head}${map(random, words, inner, depth - 1).trimStart()}`
  }).join('')
}

function valueOf(random: Random, words: Words, indent: number, depth: number): string {
  if (depth <= 0 || random(2) === 0)
    return `${' '.repeat(random(8) === 0 ? 3 : 1)}${inline(random, words, 2)}${one(random, words.comments)}\n`
  const deeper = indent + one(random, [2, 2, 2, 4, 1])
  return `${one(random, words.comments)}\n${random(4) === 0 ? list(random, words, random(2) === 0 ? indent : deeper, depth - 1) : block(random, words, deeper, depth - 1)}`
}

function inline(random: Random, words: Words, depth: number): string {
  const kind = depth > 0 ? random(8) : 0
  if (kind < 5) return one(random, words.scalars)
  const some = (make: (at: number) => string) =>
    Array.from({length: random(4)}, (_, at) => make(at)).join(one(random, [', ', ', ', ',', ' , ']))
  const pad = one(random, ['', '', ' '])
  return kind < 7
    ? `{${pad}${some((at) => `${one(random, words.names)}${at}: ${inline(random, words, depth - 1)}`)}${pad}}`
    : `[${pad}${some(() => inline(random, words, depth - 1))}${pad}]`
}

const gap = (random: Random, words: Words): string => (random(5) === 0 ? `${one(random, words.between)}\n` : '')

function mutated(text: string, random: Random): string {
  const at = random(text.length + 1)
  const until = Math.min(text.length, at + 1 + random(3))
  switch (random(4)) {
    case 0:
      return text.slice(0, at) + text.slice(until)
    case 1:
      return text.slice(0, at) + one(random, letters) + text.slice(at)
    case 2:
      return text.slice(0, at) + one(random, letters) + text.slice(until)
    default: {
      const from = random(text.length + 1)
      return text.slice(0, at) + text.slice(from, from + random(12)) + text.slice(at)
    }
  }
}
