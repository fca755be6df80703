// Reads the file of --from-file as Apache's tool does with Jackson: less strictly than our own groups/offsets-csv.ts.
import {JavaError, runtimeException} from '../java/errors.ts'
import {javaSplit} from '../java/split.ts'
import {UsageProblem} from '../command-line/checks.ts'

export interface ResetCsvRow {
  /** Undefined in a file with the columns topic,partition,offset. */
  readonly group: string | undefined
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export interface ResetCsv {
  readonly rows: readonly ResetCsvRow[]
  /** Why the first line does not have three columns. Apache's tool prints a stack trace about that and continues. */
  readonly notice: string | undefined
}

const jackson = 'com.fasterxml.jackson'

/** The first line decides whether there are three columns; files for several groups must have four. */
export function parseResetCsv(text: string, isSingleGroup: boolean): ResetCsv {
  const lines = text === '' ? [''] : javaSplit(text, '\n')
  const [first] = lines
  const problem = first === undefined ? undefined : problemOf(() => parseLine(first, false))
  const withGroup = problem !== undefined || !isSingleGroup
  try {
    return {rows: lines.map((line) => parseLine(line, withGroup)), notice: problem?.message}
  } catch (error) {
    throw error instanceof JavaError ? runtimeException(error) : error
  }
}

function problemOf(parse: () => unknown): JavaError | undefined {
  try {
    parse()
    return undefined
  } catch (error) {
    if (error instanceof JavaError) return error
    if (error instanceof UsageProblem) return undefined
    throw error
  }
}

interface Field {
  readonly text: string
  readonly column: number
}

function parseLine(line: string, withGroup: boolean): ResetCsvRow {
  const fields = fieldsOf(line)
  const columns = withGroup ? ['group', 'topic', 'partition', 'offset'] : ['topic', 'partition', 'offset']
  if (fields.length === 1 && fields[0]?.text === '')
    throw new JavaError(
      `${jackson}.databind.exc.MismatchedInputException`,
      'No content to map due to end-of-input\n at [Source: (StringReader); line: UNKNOWN, column: UNKNOWN]',
    )
  // Jackson converts each field before it reads the next one.
  const record = `org.apache.kafka.tools.consumer.group.CsvUtils$CsvRecord${withGroup ? 'With' : 'No'}Group`
  const number = (name: 'partition' | 'offset') => {
    const field = fields[columns.indexOf(name)]
    return field === undefined ? 0 : numberOf(field, name, record)
  }
  const partition = number('partition')
  const offset = number('offset')
  const extra = fields[columns.length]
  if (extra)
    throw new JavaError(
      `${jackson}.dataformat.csv.CsvReadException`,
      `Too many entries: expected at most ${columns.length} (value #${columns.length} (${extra.text.length} chars) "${extra.text}")` +
        `\n at [Source: (StringReader); line: 1, column: ${extra.column}]`,
    )
  if (offset < 0) throw new UsageProblem('Invalid negative offset')
  const text = (name: string) => fields[columns.indexOf(name)]?.text ?? ''
  return {group: withGroup ? text('group') : undefined, topic: text('topic'), partition, offset}
}

function numberOf({text, column}: Field, name: 'partition' | 'offset', record: string): number {
  const trimmed = text.trim()
  const [type, bits] = name === 'partition' ? ['int', 32] : ['long', 64]
  if (trimmed === '') return 0
  const value = /^[+-]?\d+$/.test(trimmed) ? BigInt(trimmed.replace('+', '')) : undefined
  if (value !== undefined && BigInt.asIntN(Number(bits), value) === value) return Number(value)
  throw new JavaError(
    `${jackson}.databind.exc.InvalidFormatException`,
    `Cannot deserialize value of type \`${type}\` from String "${text}": not a valid \`${type}\` value` +
      `\n at [Source: (StringReader); line: 1, column: ${column}] (through reference chain: ${record}["${name}"])`,
  )
}

/** The fields of a line, separated by commas, with or without double quotes. */
function fieldsOf(line: string): Field[] {
  const text = line.replace(/\r$/, '')
  const fields: Field[] = []
  const pattern = /[ \t]*"((?:[^"]|"")*)"[^,]*(,|$)|([^,]*)(,|$)/y
  for (;;) {
    const column = pattern.lastIndex + 1
    const match = pattern.exec(text)
    if (!match) return fields
    const [, quoted, comma, plain, plainComma] = match
    fields.push({text: quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'), column})
    if ((comma ?? plainComma) !== ',') return fields
    // A trailing comma does not begin another field.
    if (pattern.lastIndex >= text.length) return fields
  }
}
