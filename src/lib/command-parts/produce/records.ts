// What `produce` adds to each record, and where it sends it.
import {option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {ConstantFields} from '../../records/readers/constant-fields.ts'
import {integer, pairs} from '../../cli/flags.ts'

const helpGroup = 'RECORD'

export const recordFlags = {
  key: string({helpValue: 'TEXT', helpGroup, exclusive: ['key-separator'], summary: 'give every record this key'}),
  header: pairs({char: 'H', helpGroup, summary: 'add a header to every record (may be repeated)'}),
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

export const constantFieldsFrom = ({key, partition, header = []}: RecordFlags): ConstantFields => ({
  key,
  partition,
  headers: header.map(([name, value]) => [Buffer.from(name), Buffer.from(value)]),
})
