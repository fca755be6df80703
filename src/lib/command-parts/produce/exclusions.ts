// Which flags of `produce` exclude each other.
import type {Exclusion} from '../../cli/exclusions.ts'
import {skipsErrors} from './delivery.ts'
import type {ProduceFlags} from './flags.ts'
import {onlyValueOf} from './records.ts'
import {isTransactional} from './transaction.ts'

type Input = ProduceFlags['input']

/** Flags that only make sense with these kinds of input. */
const onlyFor = (inputs: readonly Input[], refuse: readonly (keyof ProduceFlags)[]): Exclusion<ProduceFlags> => ({
  when: ({input}) => !inputs.includes(input),
  refuse,
  say: (flag, {input}) => `${flag} is for --input ${inputs.join(' or ')}, not for ${input}`,
})

const isOne = (flags: ProduceFlags) => onlyValueOf(flags) !== undefined
const readsNoInput = (flag: string, {tombstone}: ProduceFlags) =>
  `--${tombstone ? 'tombstone' : 'value'} sends one record and reads no input: leave ${flag} out`

export const produceExclusions: readonly Exclusion<ProduceFlags>[] = [
  ['value', 'tombstone'],
  {
    when: ({tombstone, key}) => tombstone && key === undefined,
    sentence: '--tombstone needs --key: a record without a value deletes the records with its key',
  },
  {
    when: (flags) => isOne(flags) && flags.input !== 'text',
    refuse: ['input'],
    say: readsNoInput,
  },
  {
    when: isOne,
    refuse: [
      'key-separator',
      'parse-headers',
      'partition-separator',
      'null-marker',
      'max-line-bytes',
      'keep-partitions',
      'commit-source',
      'transaction-records',
      'resume',
      'rate',
      'byte-rate',
    ],
    say: readsNoInput,
  },
  onlyFor(['text'], ['key-separator', 'parse-headers', 'partition-separator']),
  onlyFor(['text', 'csv'], ['null-marker']),
  onlyFor(['json'], ['keep-partitions', 'commit-source']),
  onlyFor(
    ['csv'],
    [
      'key-column',
      'value-column',
      'header-column',
      'timestamp-column',
      'partition-column',
      'csv-delimiter',
      'csv-quote',
    ],
  ),
  {
    when: (flags) => flags['csv-types'] === 'json' && flags.input !== 'csv',
    refuse: ['csv-types'],
    say: (flag, {input}) => `${flag} is for --input csv, not for ${input}`,
  },
  onlyFor(['lengths'], ['length-key']),
  onlyFor(['files'], ['path-key']),
  {
    when: ({client, header = []}) => client === 'kafkajs' && header.some(([, value]) => value === null),
    sentence: '--client kafkajs cannot send a header without a value (null): write NAME= for an empty one',
  },
  {
    when: ({client}) => client === 'kafkajs',
    refuse: [
      'rejected',
      'report',
      'transactional',
      'transactional-id',
      'transaction-records',
      'transaction-timeout',
      'resume',
      'rate',
      'byte-rate',
    ],
    say: (flag) => `--client kafkajs does not support ${flag}: leave one of them out`,
  },
  {
    when: (flags) => !skipsErrors(flags),
    refuse: ['rejected'],
    say: (flag) => `${flag} needs --on-error skip`,
  },
  {
    when: ({report, output}) => report === '-' && output === 'json',
    refuse: ['report'],
    say: (flag) => `${flag} - and --output json both write to standard output: give ${flag} a file`,
  },
  {atMostOneOf: ['commit-source', 'resume'], because: 'each says where to resume'},
  {
    when: (flags) => !isTransactional(flags),
    refuse: ['transaction-timeout'],
    say: (flag) => `${flag} needs --transactional`,
  },
  {
    when: (flags) => isTransactional(flags) && skipsErrors(flags),
    refuse: ['on-error'],
    say: () => 'a transaction is all or nothing: it cannot be combined with --on-error skip',
  },
]
