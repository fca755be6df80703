// How `produce` sends, and what it does about records that cannot be sent.
import {resolve} from 'node:path'
import {boolean, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {DeliveryPlan} from '../../records/produce/open-delivery.ts'
import type {ProducerSettings} from '../../records/produce/producer-settings.ts'
import {duration, integer, size} from '../../cli/flags.ts'
import type {RecordFlags} from './records.ts'
import {isTransactional, type TransactionFlags} from './transaction.ts'

const helpGroup = 'DELIVERY'

export const deliveryFlags = {
  acks: option({
    options: ['all', '-1', '1', '0'] as const,
    aliases: ['request-required-acks'],
    default: 'all',
    helpGroup,
    summary: 'who acknowledges a record: all in-sync replicas (all or -1), the leader only (1), or no broker (0)',
  })(),
  compression: option({
    char: 'z',
    options: ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const,
    aliases: ['compression-codec'],
    default: 'none',
    helpGroup,
    summary: 'how batches are compressed',
  })(),
  'compression-level': integer({
    min: -131_072,
    max: 22,
    helpGroup,
    summary: 'level of gzip (1 to 9), lz4 (1 to 17) or zstd (1 to 22)',
  }),
  idempotent: boolean({
    allowNo: true,
    default: true,
    helpGroup,
    summary: 'write each record once and in order even if a broker fails; needs --acks all',
  }),
  'batch-size': size({helpGroup, summary: 'largest batch before compression (default: 900kB)'}),
  linger: duration({helpGroup, summary: 'how long a record may wait for others in its batch (default: 5ms)'}),
  'delivery-timeout': duration({
    helpGroup,
    summary: 'how long to try to deliver a record, retries included (default: 2m)',
  }),
  'on-error': option({
    options: ['stop', 'skip', 'continue'] as const,
    default: 'stop',
    helpGroup,
    summary:
      'when a broker refuses a record or the input is malformed: stop, or skip it and go on (continue is another word for skip)',
  })(),
  rejected: string({
    helpValue: 'FILE',
    helpGroup,
    summary: 'with --on-error skip: write refused records to FILE, as JSON lines that can be sent again',
  }),
  report: string({
    helpValue: 'FILE',
    helpGroup,
    summary: 'write what became of each record to FILE, one JSON line each; - is standard output',
  }),
  resume: string({
    helpValue: 'FILE',
    helpGroup,
    summary: 'record progress in FILE and resume from it on the next run',
  }),
  rate: integer({min: 1, helpGroup, summary: 'send at most N records per second'}),
  'byte-rate': size({helpGroup, summary: 'send at most SIZE of keys and values per second'}),
  sync: boolean({helpGroup, summary: 'wait for each record to be acknowledged before reading the next; slow'}),
  'auto-create': boolean({
    helpGroup,
    summary: 'let the brokers create a missing topic, if they are configured to; without this flag that is an error',
  }),
}

export type DeliveryFlags = InferredFlags<typeof deliveryFlags>

const acksOf = {all: -1, '-1': -1, 1: 1, 0: 0} as const satisfies Record<DeliveryFlags['acks'], number>

export function producerSettingsFrom(
  flags: DeliveryFlags & Pick<RecordFlags, 'partitioner'>,
): Omit<ProducerSettings, 'topic'> & {readonly acks: -1 | 0 | 1} {
  const acks = acksOf[flags.acks]
  return {
    acks,
    compression: flags.compression,
    compressionLevel: flags['compression-level'],
    idempotent: flags.idempotent && acks === -1,
    batchBytes: flags['batch-size'],
    lingerMs: flags.linger,
    deliveryTimeoutMs: flags['delivery-timeout'],
    partitioner: flags.partitioner,
    onError: skipsErrors(flags) ? 'continue' : 'stop',
    autoCreate: flags['auto-create'],
  }
}

export const skipsErrors = (flags: Pick<DeliveryFlags, 'on-error'>): boolean => flags['on-error'] !== 'stop'

/** Throws UsageError if an output file is the input. */
export function deliveryPlanFrom(
  flags: DeliveryFlags & TransactionFlags,
  {topic, file}: {readonly topic: string; readonly file: string | undefined},
): DeliveryPlan {
  for (const name of ['report', 'rejected', 'resume'] as const)
    if (file !== undefined && flags[name] !== undefined && resolve(flags[name]) === resolve(file))
      throw new UsageError(`--${name} would overwrite the input ${file}: give it another file`)
  const {'transactional-id': id, 'transaction-timeout': timeoutMs, 'transaction-records': records} = flags
  const {rate: recordsPerSecond, 'byte-rate': bytesPerSecond} = flags
  const unlimited = recordsPerSecond === undefined && bytesPerSecond === undefined
  return {
    topic,
    transaction: isTransactional(flags) ? {id, timeoutMs, records} : undefined,
    sourceGroup: flags['commit-source'],
    resumeFile: flags.resume,
    rate: unlimited ? undefined : {recordsPerSecond, bytesPerSecond},
    reportFile: flags.report,
    rejectedFile: flags.rejected,
    skip: skipsErrors(flags),
  }
}
