// Whether `produce` sends in transactions.
import {boolean, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {duration, integer} from '../../cli/flags.ts'

const helpGroup = 'TRANSACTION'

export const transactionFlags = {
  transactional: boolean({helpGroup, summary: 'send all records in one transaction: all of them count, or none'}),
  'transactional-id': string({
    helpValue: 'ID',
    helpGroup,
    summary:
      'use this transactional.id, fencing any producer that still holds it (default: a generated one); implies --transactional',
  }),
  'transaction-records': integer({
    min: 1,
    helpGroup,
    summary:
      'commit a transaction every N records; a later failure does not undo committed ones; implies --transactional',
  }),
  'transaction-timeout': duration({
    helpGroup,
    summary: 'the brokers abort a transaction that takes longer (default: 1m)',
  }),
  'commit-source': string({
    helpValue: 'GROUP',
    helpGroup,
    summary:
      'copy from topic to topic exactly once: with JSON lines from consume, commit the offsets of the source for this group in the same transactions as the records',
  }),
}

export type TransactionFlags = InferredFlags<typeof transactionFlags>

export const isTransactional = (flags: TransactionFlags): boolean =>
  flags.transactional ||
  flags['transactional-id'] !== undefined ||
  flags['transaction-records'] !== undefined ||
  flags['commit-source'] !== undefined
