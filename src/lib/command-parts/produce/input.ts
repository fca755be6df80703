// How `produce` makes records of its input.
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {InputFormat} from '../../records/readers/input-format.ts'
import {onlyDefined} from '../../cli/defined.ts'
import {separator, size, words} from '../../cli/flags.ts'
import type {TransactionFlags} from './transaction.ts'
import type {RecordFlags} from './records.ts'

const helpGroup = 'INPUT'
const csv = 'CSV'

export const inputFlags = {
  input: option({
    char: 'i',
    options: ['text', 'json', 'csv', 'lengths', 'files'] as const,
    default: 'text',
    helpGroup,
    summary:
      'text (lines), json (JSON lines), csv (rows), lengths (values with their lengths in front) or files (whole files)',
    description:
      'text: one record per line. json: JSON lines, as consume --output json, kcat -J or kaf consume --output json write them; a key or value that is an object, array, number, true or false is sent as its JSON, and a string as its text. csv: rows (RFC 4180) below a header line; a quotation mark counts only where it begins a cell. lengths: each value with its length in front, a 32-bit big-endian integer, -1 for null. files: each file is a record; FILE is a file or a folder, standard input is a list of paths.',
  })(),
  'key-separator': separator({
    helpGroup,
    summary: 'split lines into key and value at the first occurrence of TEXT; without it records have no key',
  }),
  'parse-headers': boolean({helpGroup, summary: 'lines start with headers and a tab: h1:v1,h2:v2<TAB>key…'}),
  'headers-delimiter': separator({
    helpGroup,
    dependsOn: ['parse-headers'],
    summary: 'ends the headers of a line (default: a tab)',
  }),
  'headers-separator': separator({
    helpGroup,
    dependsOn: ['parse-headers'],
    summary: 'separates headers (default: a comma)',
  }),
  'headers-key-separator': separator({
    helpGroup,
    dependsOn: ['parse-headers'],
    summary: 'separates the name of a header from its value (default: a colon)',
  }),
  'partition-separator': separator({helpGroup, summary: 'lines start with a partition number and this'}),
  'null-marker': string({
    helpValue: 'TEXT',
    helpGroup,
    summary: 'a key, value or header value equal to this becomes null',
  }),
  'line-end': option({
    options: ['any', 'lf'] as const,
    default: 'any',
    helpGroup,
    summary: 'what ends a line: any of \\n, \\r\\n and \\r, or \\n only',
  })(),
  'max-line-bytes': size({helpGroup, summary: 'refuse longer lines (default: 32MiB)'}),
  'length-key': boolean({
    helpGroup,
    summary: 'with --input lengths: the key comes before each value, in the same form',
  }),
  'path-key': boolean({helpGroup, summary: 'with --input files: the path of a file is its key'}),
  timestamps: boolean({
    allowNo: true,
    default: true,
    helpGroup,
    summary: 'with --input json: keep the timestamps of the records, or send them with the present time',
  }),
  'keep-partitions': boolean({
    helpGroup,
    summary: 'with --input json: send each record to the partition that it names',
  }),
  'key-column': string({helpValue: 'NAME', helpGroup: csv, summary: 'the column that is the key'}),
  'value-column': words({
    helpValue: 'NAME',
    helpGroup: csv,
    summary:
      'the column that is the value; several columns become a JSON object (default: all columns without another use)',
  }),
  'header-column': words({helpValue: 'NAME', helpGroup: csv, summary: 'columns that become headers'}),
  'timestamp-column': string({
    helpValue: 'NAME',
    helpGroup: csv,
    summary: 'the column that is the timestamp, in ms since 1970 or ISO 8601 (see --time-zone)',
  }),
  'partition-column': string({helpValue: 'NAME', helpGroup: csv, summary: 'the column that is the partition'}),
  'csv-delimiter': separator({helpGroup: csv, summary: 'separates cells (default: a comma)'}),
  'csv-quote': separator({
    helpValue: 'TEXT|none',
    helpGroup: csv,
    summary: 'the mark around cells (default: "); none: such marks are text',
  }),
  'csv-types': option({
    options: ['text', 'json'] as const,
    default: 'text',
    helpGroup: csv,
    summary:
      'how cells become values of a JSON object: text, or json: numbers, true, false and null become JSON, unless in quotation marks',
  })(),
}

export type InputFlags = InferredFlags<typeof inputFlags>

export function inputFormatFrom(
  flags: InputFlags &
    Pick<TransactionFlags, 'commit-source'> &
    Pick<RecordFlags, 'time-zone'> &
    Readonly<Record<'key-serde' | 'value-serde', string | undefined>>,
): InputFormat {
  const maxBytes = flags['max-line-bytes']
  const nullMarker = flags['null-marker']
  switch (flags.input) {
    case 'text':
      return {
        kind: 'text',
        settings: onlyDefined({
          keySeparator: flags['key-separator'],
          partitionSeparator: flags['partition-separator'],
          headers: flags['parse-headers'] ? headersFrom(flags) : undefined,
          nullMarker,
          lineEnd: flags['line-end'],
          maxLineBytes: maxBytes,
        }),
      }
    case 'json': {
      const {timestamps, 'keep-partitions': partitions} = flags
      const sources = flags['commit-source'] !== undefined
      const decoded = {key: flags['key-serde'] !== 'text', value: flags['value-serde'] !== 'text'}
      return {kind: 'json', settings: onlyDefined({timestamps, partitions, sources, decoded, maxLineBytes: maxBytes})}
    }
    case 'csv':
      return {
        kind: 'csv',
        settings: {
          delimiter: flags['csv-delimiter'],
          quote: flags['csv-quote'] === 'none' ? null : flags['csv-quote'],
          types: flags['csv-types'],
          lineEnd: flags['line-end'],
          keyColumn: flags['key-column'],
          valueColumns: flags['value-column'],
          headerColumns: flags['header-column'],
          timestampColumn: flags['timestamp-column'],
          timeZone: flags['time-zone'],
          partitionColumn: flags['partition-column'],
          nullMarker,
          maxRowBytes: maxBytes,
        },
      }
    case 'lengths':
      return {kind: 'lengths', settings: {key: flags['length-key'], maxBytes}}
    case 'files':
      return {kind: 'files', settings: {pathKey: flags['path-key'], maxBytes}}
  }
}

const headersFrom = (flags: InputFlags) =>
  onlyDefined({
    delimiter: flags['headers-delimiter'],
    separator: flags['headers-separator'],
    keySeparator: flags['headers-key-separator'],
  })
