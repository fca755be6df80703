// What `produce` adds to each record, and where it sends it.
import {boolean, custom, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {ConstantFields} from '../../records/readers/constant-fields.ts'
import {integer, time, timeZone} from '../../cli/flags.ts'
import {resolveTime} from '../../text/time.ts'

const helpGroup = 'RECORD'

/** `name=value`, `name=` for an empty value, `name` alone for none (null), as kcat's -H. */
const headers = custom<readonly [name: string, value: string | null]>({
  helpValue: 'NAME[=VALUE]',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => {
    const at = text.indexOf('=')
    const name = (at < 0 ? text : text.slice(0, at)).trim()
    if (name === '') throw new UsageError(`'${text}' is not of the form NAME=VALUE or NAME`)
    return [name, at < 0 ? null : text.slice(at + 1)]
  },
})

export const recordFlags = {
  key: string({helpValue: 'TEXT', helpGroup, exclusive: ['key-separator'], summary: 'give every record this key'}),
  value: string({
    helpValue: 'TEXT',
    helpGroup,
    summary: 'send one record with this value, and read no input',
  }),
  tombstone: boolean({
    helpGroup,
    summary: 'send one record without a value, which deletes its --key from a compacted topic; reads no input',
  }),
  header: headers({
    char: 'H',
    helpGroup,
    summary: 'add a header to every record (may be repeated); NAME= has an empty value, NAME alone none (null)',
  }),
  timestamp: time({
    helpGroup,
    exclusive: ['timestamp-column'],
    summary: 'give every record this time: 2026-03-01T14:00:00Z, -2h, milliseconds since 1970',
  }),
  'time-zone': timeZone({
    helpGroup,
    summary:
      'zone of times without one in --timestamp and --timestamp-column: Europe/Berlin, +02:00, local (default: UTC)',
  }),
  partition: integer({
    min: 0,
    helpGroup,
    exclusive: ['partition-separator', 'keep-partitions'],
    summary: 'send every record to this partition',
  }),
  partitioner: option({
    options: ['murmur2', 'crc32', 'sticky', 'round-robin', 'random'] as const,
    default: 'murmur2',
    helpGroup,
    summary: 'how keys choose partitions: murmur2 as in Java, crc32 as in librdkafka',
  })(),
}

export type RecordFlags = InferredFlags<typeof recordFlags>

/** The value of the only record, from the command line; null for a tombstone; undefined if there is input to read. */
export const onlyValueOf = ({value, tombstone}: Pick<RecordFlags, 'value' | 'tombstone'>): string | null | undefined =>
  tombstone ? null : value

/** `now`: ms since 1970. */
export const constantFieldsFrom = (
  {key, partition, timestamp, header = [], 'time-zone': zone}: RecordFlags,
  now: number,
): ConstantFields => ({
  key,
  partition,
  timestamp: timestamp && resolveTime(timestamp, now, zone),
  headers: header.map(([name, value]) => [Buffer.from(name), value === null ? null : Buffer.from(value)]),
})
