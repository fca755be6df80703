// Makes the tables of docs/configuration.md from the tables that the program uses. `npm run build` writes them, and a
// test compares.
import {readFile, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {format, resolveConfig} from 'prettier'
import {furtherProperties, javaProperties, type KnownProperty} from '../src/lib/config/client-property-table.ts'
import {variableOf} from '../src/lib/config/known-properties.ts'
import {ignoredLibrdkafka, librdkafkaNames} from '../src/lib/config/librdkafka-names.ts'
import {shorthands} from '../src/lib/config/profile.ts'
import {propertyMeanings} from '../src/lib/config/property-meanings.ts'
import {root} from './command-files.ts'

export const configurationPage = join(root, 'docs', 'configuration.md')

const code = (text: string) => `\`${text}\``
const table = (headings: readonly string[], rows: readonly (readonly string[])[]) =>
  [headings, headings.map(() => '---'), ...rows]
    .map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')

const clients = {a: 'all commands', p: 'produce', c: 'consume'} as const
const usedBy = ({by}: KnownProperty) =>
  by.includes('a')
    ? clients.a
    : (['p', 'c'] as const)
        .filter((letter) => by.includes(letter))
        .map((letter) => clients[letter])
        .join(', ')

function values({type, oneOf, min, max}: KnownProperty): string {
  if (oneOf) return oneOf.map(code).join(' ')
  if (type === 'password' || type === 'string' || type === 'class') return type === 'password' ? 'secret' : 'text'
  if (type === 'list' || type === 'boolean') return type === 'list' ? 'list' : '`true` `false`'
  const bounds = min === undefined ? '' : max === undefined ? ` from ${min}` : ` ${min} to ${max}`
  return `${type === 'double' ? 'number' : 'whole number'}${bounds}`
}

/** The text between `<!-- NAME -->` and `<!-- end of NAME -->`, by name. */
const parts: Readonly<Record<string, () => string>> = {
  properties: () => {
    const all = Object.entries({...javaProperties, ...furtherProperties}).filter(([, {used}]) => used)
    return table(
      ['property', 'for', 'values', 'default', 'what it does here'],
      all.map(([name, known]) => [
        code(name),
        usedBy(known),
        values(known),
        (known.ours ?? known.default) === undefined
          ? ''
          : `${code(known.ours ?? known.default ?? '')}${known.ours === undefined || known.default === undefined ? '' : ` (Java: ${code(known.default)})`}`,
        propertyMeanings[name] ?? '',
      ]),
    )
  },
  'accepted properties': () =>
    Object.entries(javaProperties)
      .filter(([, {used}]) => !used)
      .map(([name]) => code(name))
      .join(', '),
  'librdkafka names': () =>
    table(
      ['librdkafka', 'Java'],
      Object.entries(librdkafkaNames).map(([theirs, java]) => [code(theirs), code(java)]),
    ),
  'accepted librdkafka properties': () => [...ignoredLibrdkafka].toSorted().map(code).join(', '),
  'profile keys': () =>
    table(
      ['key', 'property', 'variable'],
      Object.entries(shorthands).map(([key, property]) => [
        code(key),
        code(property),
        code(`KAFKIT_${variableOf(property)}`),
      ]),
    ),
}

/** The page as it should be, formatted. */
export async function configurationText(before: string): Promise<string> {
  let text = before
  for (const [name, make] of Object.entries(parts)) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`${configurationPage} has no ${start} … ${end}`)
    text = `${text.slice(0, from + start.length)}\n\n${make()}\n\n${text.slice(to)}`
  }
  return format(text, {...(await resolveConfig(configurationPage)), filepath: configurationPage})
}

export async function writeConfigurationPage(): Promise<void> {
  const before = await readFile(configurationPage, 'utf8')
  const text = await configurationText(before)
  if (text !== before) await writeFile(configurationPage, text)
}
