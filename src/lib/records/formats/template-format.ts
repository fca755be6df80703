// Formats each record by a printf-like template, with kcat's placeholders and those that kcl adds (%v, %V, %e).
import {UsageError} from '../../cluster/errors.ts'
import {isoText, utc, type TimeZone} from '../../text/time-zone.ts'
import {visibleBytes} from '../../text/visible-bytes.ts'
import type {RecordCursor} from '../../wire/records.ts'
import type {Format, NumberPiece, Piece} from './format.ts'
import {composed, numberOf, type Part} from './pieces.ts'
import {fieldPattern, JsonParts, templateField, type NotJson} from './template-field.ts'
import type {TextBuffer} from '../../text/text-buffer.ts'

type Convert = (bytes: Buffer, to: TextBuffer) => void

export interface TemplateOptions {
  /** The time zone of `%T{iso}`; default UTC. */
  readonly zone?: TimeZone | undefined
  /** For a terminal: escape control characters of keys, values and headers, but not those of the template. */
  readonly visible?: boolean | undefined
  /** Counts the records whose key or value is not JSON although a field of it is asked for. */
  readonly notJson?: NotJson | undefined
}

/**
 * %t topic, %p partition, %o offset, %T timestamp (ms since 1970), %k key, %s or %v value, %K and %S or %V their lengths
 * (-1: null), %R the value's length as a 32-bit big-endian integer, %h headers (`a=1,b=2`), %H their number, %e leader
 * epoch, %% a percent sign. `%k{hex}`, `%v{base64}`, `%v{json}` (a JSON string), `%T{iso}` and `%T{s}` (seconds) convert;
 * numbers take `{big8}` to `{big64}` (big-endian) and `{hex}`; `%h{name}` is the value of the last header of that name.
 * `{value.customer.id}` and `{key.id}` are fields of JSON (see `templateField`).
 * Escapes: \n \r \t \0 \\ \xNN. A null key or value prints `nullLiteral`, and so does a field that is not there. No line end
 * is added. Throws UsageError for a mistake in the template.
 */
export function templateFormat(template: string, nullLiteral = '', options: TemplateOptions = {}): Format {
  const nothing = Buffer.from(nullLiteral)
  const parts: (Piece | Part)[] = []
  let fields: JsonParts | undefined
  let literal: Buffer[] = []
  const endLiteral = () => {
    if (literal.length === 0) return
    parts.push({kind: 'text', text: Buffer.concat(literal)})
    literal = []
  }
  for (const [token] of template.matchAll(tokens)) {
    if (isField.test(token)) {
      endLiteral()
      fields ??= new JsonParts(options.notJson ?? {keys: 0, values: 0})
      const field = templateField(token, fields, {nothing, visible: options.visible ?? false})
      parts.push((record, _, to) => field(record, to))
    } else if (token.startsWith('\\')) literal.push(escaped(token))
    else if (token.startsWith('%%')) literal.push(Buffer.from(token.slice(1)))
    else if (token.startsWith('%')) {
      endLiteral()
      parts.push(placeholder(token, nothing, options))
    } else literal.push(Buffer.from(token))
  }
  endLiteral()
  const format = composed(parts)
  if (!fields) return format
  const parsed = fields
  return (record, place, to) => {
    parsed.reset()
    format(record, place, to)
  }
}

const isField = new RegExp(`^${fieldPattern.source}$`)
/** A field, an escape, a placeholder with its conversion, or a run of other text. */
const tokens = new RegExp(
  `${fieldPattern.source}|${/\\x[0-9a-fA-F]{1,2}|\\[^]?|%[^]?(?:\{[^}]*\}?)?|\{|[^\\%{]+/.source}`,
  'g',
)

const escapes: Readonly<Record<string, number>> = {n: 10, r: 13, t: 9, 0: 0, '\\': 92}

function escaped(token: string): Buffer {
  const code = /^\\x./.test(token) ? parseInt(token.slice(2), 16) : escapes[token.slice(1)]
  if (code === undefined)
    throw new UsageError(`format: unknown escape '${token}'; there are \\n \\r \\t \\0 \\\\ and \\xNN`)
  return Buffer.from([code])
}

const convert: Readonly<Record<string, Convert>> = {
  '': (bytes, to) => to.bytes(bytes),
  hex: (bytes, to) => to.text(bytes.toString('hex')),
  base64: (bytes, to) => to.text(bytes.toString('base64')),
  json: (bytes, to) => to.text(JSON.stringify(bytes.toString())),
}

type Write = (value: number, to: TextBuffer) => void
const writers: Readonly<Record<string, Write>> = {
  '': (value, to) => to.number(value),
  hex: (value, to) => to.text(BigInt.asUintN(64, BigInt(value)).toString(16)),
  big8: (value, to) => to.byte(value & 0xff),
  big16: (value, to) => {
    to.byte((value >> 8) & 0xff)
    to.byte(value & 0xff)
  },
  big32: (value, to) => to.int32(value | 0),
  big64: (value, to) => {
    to.int32(Math.floor(value / 2 ** 32) | 0)
    to.int32(value | 0)
  },
}
const times = (zone: TimeZone): Readonly<Record<string, Write>> => ({
  ...writers,
  iso: (value, to) => to.text(isoText(value, zone)),
  s: (value, to) => to.text(String(value / 1000)),
})

const numbers: Readonly<Record<string, NumberPiece>> = {
  p: 'partition',
  o: 'offset',
  e: 'leaderEpoch',
  T: 'timestamp',
  K: 'keyLength',
  S: 'valueLength',
  V: 'valueLength',
}
const headerCount = (record: RecordCursor) => record.headerCount

function placeholder(token: string, nothing: Buffer, options: TemplateOptions): Piece | Part {
  const {zone = utc, visible = false} = options
  const letter = token[1] ?? ''
  const braces = token.slice(2)
  if (braces && !braces.endsWith('}')) throw new UsageError(`format: '${token}' lacks its closing brace`)
  const conversion = braces.slice(1, -1)
  switch (letter) {
    case 'k':
      return braces || visible
        ? converted(token, conversion, nothing, visible, (record) => record.key)
        : {kind: 'key', nothing}
    case 's':
    case 'v':
      return braces || visible
        ? converted(token, conversion, nothing, visible, (record) => record.value)
        : {kind: 'value', nothing}
    case 'h':
      return braces ? header(conversion, nothing, visible) : allHeaders(visible)
  }
  const kind = numbers[letter]
  if (kind && !braces) return {kind}
  const number = kind ? numberOf[kind] : letter === 'H' ? headerCount : undefined
  if (number) {
    const known = letter === 'T' ? times(zone) : writers
    const write = known[conversion]
    if (!write) throw unknownConversion(token, Object.keys(known).slice(1))
    return (record, place, to) => write(number(record, place), to)
  }
  const part = plain[letter]
  if (!part)
    throw new UsageError(
      letter === ''
        ? `format: a lone % at the end; a percent sign is written %%`
        : `format: unknown placeholder '%${letter}'; there are %t %p %o %T %k %s %v %K %S %V %R %h %H %e and %%`,
    )
  if (conversion) throw new UsageError(`format: '%${letter}' takes no conversion, but '${braces}' follows`)
  return part
}

const plain: Readonly<Record<string, Piece | Part>> = {
  t: {kind: 'topic'},
  R: (record, _, to) => to.int32(record.valueLength),
}

const asIs = (bytes: Buffer) => bytes

function allHeaders(visible: boolean): Part {
  const show = visible ? visibleBytes : asIs
  return (record, _, to) => {
    if (record.headerCount === 0) return
    let more = false
    for (const [name, value] of record.rawHeaders()) {
      if (more) to.byte(44)
      more = true
      to.bytes(show(name))
      to.byte(61)
      if (value) to.bytes(show(value))
      else to.text('NULL')
    }
  }
}

function header(name: string, nothing: Buffer, visible: boolean): Part {
  const show = visible ? visibleBytes : asIs
  return (record, _, to) => {
    const found = record.headerCount > 0 ? record.headers().findLast(([each]) => each === name) : undefined
    to.bytes(found?.[1] ? show(found[1]) : nothing)
  }
}

function converted(
  token: string,
  conversion: string,
  nothing: Buffer,
  visible: boolean,
  of: (record: RecordCursor) => Buffer | null,
): Part {
  const how: Convert | undefined =
    visible && conversion === '' ? (bytes, to) => to.bytes(visibleBytes(bytes)) : convert[conversion]
  if (!how) throw unknownConversion(token, Object.keys(convert).slice(1))
  return (record, _, to) => {
    const bytes = of(record)
    if (bytes === null) to.bytes(nothing)
    else how(bytes, to)
  }
}

const unknownConversion = (token: string, known: readonly string[]) =>
  new UsageError(`format: unknown conversion in '${token}'; there is ${known.map((name) => `{${name}}`).join(', ')}`)
