// Pages of `kafkit help` that are not about a single command.
import {exitCodeRows} from './exit-codes.ts'

/** The texts of help pages, by the names in `helpPageNames`. */
export const helpPages: Readonly<Record<string, () => string>> = {'exit-codes': exitCodes, output: () => output}

function exitCodes(): string {
  const rows = exitCodeRows().map(({code, meaning}) => `  ${String(code).padStart(3)}  ${folded(meaning, 7)}\n`)
  return `EXIT CODES\n${rows.join('')}
The drop-ins (kafka-topics and the others) end with the codes of Apache's tools instead.
`
}

/** Breaks the text into lines of at most 100 characters, the first one not indented. */
function folded(text: string, indent: number): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (indent + line.length + word.length + 1 > 100) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}

const output = `OUTPUT
  -o table            for people; a ruled table on a terminal, aligned text in a pipe (the default)
  -o json             one document with everything, errors included; indented on a terminal
  -o yaml             the same document
  -o jsonl            one JSON object a row
  -o csv              RFC 4180: a line of column names, commas, lines end in CR LF
  -o tsv              tabs; a tab, line end or backslash in a value is written \\t \\n \\r \\\\
  -o name             names only, each once
  -o template=TEXT    TEXT for each row: {column} is a value, {{ and }} are braces, \\t \\n \\xNN work

  --columns NAME,…    only these columns, in this order: of table, jsonl, csv, tsv
  --sort NAME,-NAME   by these columns, with a minus the other way round; what is unknown stands last
  --no-headers        no line of column names: of table, csv, tsv

Column names are those of -o jsonl; 'kafkit output-schema topics list --rows' tells them with their types, and
'kafkit output-schema topics list' prints the JSON Schema of the document. Numbers are plain digits in all formats.

When something fails the exit code is 1 and each failure is a sentence on stderr, in every format. In json
and yaml it is in the document too; rows of jsonl, csv, tsv and templates are only what there is to say, so
look at the exit code.

$ kafkit topics list -o csv --columns topic,partitions --sort -partitions
$ kafkit groups describe billing -o 'template={topic}-{partition}\\t{lag}'
`
