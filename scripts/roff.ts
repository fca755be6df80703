// Text of a manual page.
import packageJson from '../package.json' with {type: 'json'}

export const lines = (...parts: string[]): string => `${parts.join('\n')}\n`

export const paragraphs = (text: string): string[] => text.split(/\n\n+/).flatMap((part) => ['.PP', roff(part)])

/** Without a date, because a page should change only when its subject does. */
export const heading = (name: string): string =>
  `.TH ${roff(name.toUpperCase())} 1 "" "kafkit ${packageJson.version}" "kafkit manual"`

/** Adds a capital letter and a full stop to a sentence of a manual. */
export function sentence(text: string): string {
  if (text === '') return ''
  const capital = /^[a-z]+[A-Z.]/.test(text) ? text : text[0]?.toUpperCase() + text.slice(1)
  return /[.:?]\)?$/.test(capital) ? capital : `${capital}.`
}

/** Escapes characters that roff would read as commands; hyphens stay as they are typed. */
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

/** An example: its description and the command lines. */
export const example = (description: string, command: string): string[] => [
  '.PP',
  ...(description === '' ? [] : [roff(sentence(description).replace(/\.$/, ':'))]),
  '.RS 4',
  '.nf',
  roff(command),
  '.fi',
  '.RE',
]

/** The names of pages with their section, in a list. */
export const seeAlso = (names: readonly string[]): string[] => [
  '.SH SEE ALSO',
  names.map((name) => `\\fB${roff(name)}\\fR(1)`).join(',\n'),
]
