// Text of a manual page.
import packageJson from '../package.json' with {type: 'json'}

export const lines = (...parts: string[]): string => `${parts.join('\n')}\n`

export const paragraphs = (text: string): string[] => text.split(/\n\n+/).flatMap((part) => ['.PP', roff(part)])

/** No date: a page changes when what it describes does, not every day. */
export const heading = (name: string): string =>
  `.TH ${roff(name.toUpperCase())} 1 "" "kafkit ${packageJson.version}" "kafkit manual"`

/** Capital letter and full stop, for what stands as a sentence in a manual. */
export function sentence(text: string): string {
  if (text === '') return ''
  const capital = /^[a-z]+[A-Z.]/.test(text) ? text : text[0]?.toUpperCase() + text.slice(1)
  return /[.:?]\)?$/.test(capital) ? capital : `${capital}.`
}

/** What roff would take for commands is escaped; hyphens stay as they are typed. */
export const roff = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', "'")
    .replaceAll(/^([.'])/gm, '\\&$1')
    .replaceAll(
      /[^\n\x20-\x7e]/gu,
      (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )

/** An example: what it is for, and the command lines. */
export const example = (description: string, command: string): string[] => [
  '.PP',
  ...(description === '' ? [] : [roff(sentence(description).replace(/\.$/, ':'))]),
  '.RS 4',
  '.nf',
  roff(command),
  '.fi',
  '.RE',
]

/** Page names with their section, one after the other. */
export const seeAlso = (names: readonly string[]): string[] => [
  '.SH SEE ALSO',
  names.map((name) => `\\fB${roff(name)}\\fR(1)`).join(',\n'),
]
