// All flags of `produce`, and the order in which help shows them.
import {boolean, option} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {firstPage} from '../../cli/first-page.ts'
import {clientFlag} from '../../cli/kafka-command.ts'
import {deliveryFlags} from './delivery.ts'
import {encodeFlags} from './encode.ts'
import {inputFlags} from './input.ts'
import {recordFlags} from './records.ts'
import {transactionFlags} from './transaction.ts'

const helpGroup = 'OUTPUT'

export const produceFlags = firstPage(
  ['input', 'key-separator', 'key', 'value', 'tombstone', 'header', 'acks', 'compression', 'on-error', 'transactional'],
  {
    ...inputFlags,
    ...encodeFlags,
    ...recordFlags,
    ...deliveryFlags,
    ...transactionFlags,
    output: option({
      char: 'o',
      options: ['text', 'json'] as const,
      default: 'text',
      helpGroup,
      summary: 'how to print the counts: a sentence on stderr, or a JSON document on stdout',
    })(),
    quiet: boolean({char: 'q', helpGroup, summary: 'print no progress and no record count on stderr'}),
    ...clientFlag,
  },
)

/** The groups of flags that follow the first page of help. */
export const produceHelpGroups = [
  'INPUT',
  'CSV',
  'ENCODE',
  'RECORD',
  'DELIVERY',
  'TRANSACTION',
  'OUTPUT',
  'CONNECTION',
] as const

export type ProduceFlags = InferredFlags<typeof produceFlags>
