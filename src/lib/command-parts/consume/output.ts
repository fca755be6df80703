// How `consume` prints records.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {Format} from '../../records/formats/format.ts'
import type {JsonFormat} from '../../records/formats/json-format.ts'
import type {NotJson} from '../../records/formats/template-field.ts'
import type {Io} from '../../cli/io.ts'
import {onlyDefined} from '../../cli/defined.ts'
import {separator} from '../../cli/flags.ts'
import type {TimeFlags} from './times.ts'

const helpGroup = 'OUTPUT'

export const outputFlags = {
  output: option({
    char: 'o',
    options: ['text', 'json', 'raw', 'lengths'] as const,
    default: 'text',
    helpGroup,
    summary:
      'text: one line per record; json: lossless JSON lines; raw: values with nothing between them; lengths: values, each with its length in front',
    description:
      'In json, a field that is not UTF-8 is written in base64. In lengths, a length is a 32-bit big-endian integer, -1 for null; with --print-key the key comes before the value, in the same form.',
  })(),
  'value-format': option({
    options: ['text', 'json'] as const,
    helpGroup,
    summary:
      'with --output json: the value as text (default), or as the JSON that it is, with all digits of its numbers',
    description:
      'With json, a value that is an object, an array, a number, true or false is part of the line, as it was written, and jq .value.customer.id finds a field in it. Everything else remains text in a string: values that are not JSON (they are counted and reported at the end), JSON strings, and the word null, so that every value can be restored.',
  })(),
  'key-format': option({
    options: ['text', 'json'] as const,
    helpGroup,
    summary: 'with --output json: the same for the key',
  })(),
  format: string({
    helpValue: 'TEMPLATE',
    helpGroup,
    summary: 'print each record by this template, with no line end added',
    description:
      '%t topic, %p partition, %o offset, %T timestamp in ms, %k key, %v value, %K and %V their lengths, %h headers, %H the number of headers, %h{NAME} one header, %e leader epoch, %% a percent sign. Conversions: %k{hex}, %v{base64}, %v{json}, %T{iso}, %T{s}, and for numbers {big8} to {big64} and {hex}. Fields of a JSON or decoded key or value: {value.customer.id}, {key.id}, {value.items[0].sku}, {value["odd name"]}, with :json at the end ({value.name:json}) as JSON. Escapes: \\n \\t \\r \\0 \\\\ \\xNN.',
  }),
  'print-key': boolean({helpGroup, summary: 'print the key too'}),
  'print-topic': boolean({helpGroup, summary: 'print the topic too'}),
  'print-partition': boolean({helpGroup, summary: 'print the partition too'}),
  'print-offset': boolean({helpGroup, summary: 'print the offset too'}),
  'print-timestamp': boolean({
    helpGroup,
    summary: 'print the timestamp too: ms since 1970, or ISO 8601 with --time-zone',
  }),
  'print-headers': boolean({helpGroup, summary: 'print the headers too'}),
  'print-value': boolean({allowNo: true, default: true, helpGroup, summary: 'print the value, or leave it out'}),
  'key-separator': separator({helpGroup, summary: 'separates the fields of a line (default: a tab)'}),
  'line-separator': separator({helpGroup, summary: 'ends each record (default: a line end)'}),
  'null-literal': string({
    helpValue: 'TEXT',
    helpGroup,
    summary: 'stands for null: the value of a tombstone, a missing key (default: null)',
  }),
  'control-characters': option({
    options: ['visible', 'raw'] as const,
    helpGroup,
    summary:
      'control characters of keys, values and headers: visible (\\x1b, the default on a terminal) or raw (the default elsewhere)',
  })(),
  counts: boolean({
    helpGroup,
    summary: 'print at the end how many records of each partition there were, instead of the records',
    description: 'A line for each partition, orders-0, a tab and the number; with --output json an object.',
  }),
  quiet: boolean({char: 'q', helpGroup, summary: 'print no notices and no record count on stderr'}),
}

export type OutputFlags = InferredFlags<typeof outputFlags>

type WithZone = OutputFlags & TimeFlags

export interface RecordFormat {
  readonly format: Format
  /** Keys and values that should have been JSON and are not; the count grows while reading. */
  readonly notJson?: JsonFormat['notJson']
  /** Keys and values in which --format looked for fields and that are not JSON; the count grows while reading. */
  readonly noFields?: NotJson
}

interface FormatOptions {
  /** Keys or values of the records have been decoded. */
  readonly decoded?: boolean
  /** Also print how often a record was delivered: for records of share groups, in the format text. */
  readonly delivery?: boolean
}

/**
 * Throws UsageError for a mistake in the template. Control characters in records reach a terminal only if requested.
 */
export async function formatFrom(
  flags: WithZone,
  io: Pick<Io, 'terminal'>,
  {decoded = false, delivery = false}: FormatOptions,
): Promise<RecordFormat> {
  if (flags.counts) return {format: () => undefined}
  if (flags.output === 'json') {
    const {jsonFormat, embeddingFormat, decodedFormat} = await import('../../records/formats/json-format.ts')
    const [key, value] = [flags['key-format'], flags['value-format']]
    if (decoded) return decodedFormat({key, value})
    return key === 'json' || value === 'json' ? embeddingFormat({key, value}) : {format: jsonFormat()}
  }
  const visible = (flags['control-characters'] ?? (io.terminal.stdout ? 'visible' : 'raw')) === 'visible'
  if (flags.format === undefined) return {format: await otherFormat(flags, flags.output, {visible, delivery})}
  const {templateFormat} = await import('../../records/formats/template-format.ts')
  const noFields = {keys: 0, values: 0}
  const options = {zone: flags['time-zone'], visible, notJson: noFields}
  return {format: templateFormat(flags.format, flags['null-literal'], options), noFields}
}

async function otherFormat(
  flags: WithZone,
  output: Exclude<OutputFlags['output'], 'json'>,
  {visible, delivery}: {readonly visible: boolean; readonly delivery: boolean},
): Promise<Format> {
  switch (output) {
    case 'raw':
      return (await import('../../records/formats/binary-format.ts')).rawFormat()
    case 'lengths':
      return (await import('../../records/formats/binary-format.ts')).lengthFormat({key: flags['print-key']})
    case 'text':
      return (await import('../../records/formats/text-format.ts')).textFormat(
        onlyDefined({
          visible,
          topic: flags['print-topic'],
          timestamp: flags['print-timestamp'],
          timeZone: flags['time-zone'],
          partition: flags['print-partition'],
          offset: flags['print-offset'],
          delivery,
          headers: flags['print-headers'],
          key: flags['print-key'],
          value: flags['print-value'],
          keySeparator: flags['key-separator'],
          lineSeparator: flags['line-separator'],
          nullLiteral: flags['null-literal'],
        }),
      )
  }
}
