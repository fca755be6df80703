// Which records `consume` prints.
import {boolean, custom, option, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {Filter} from '../../records/consume/filter.ts'
import type {Condition, Where} from '../../records/consume/where.ts'
import {nameAndValue, pattern, regularExpression} from '../../cli/flags.ts'
import type {TimeFlags} from './times.ts'
import type {TopicFlags} from './topics.ts'

const helpGroup = 'FILTER'

/** `name=regex`, repeatable. */
const headerPatterns = custom<readonly [name: string, value: RegExp]>({
  helpValue: 'NAME=REGEX',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => {
    const [name, value] = nameAndValue(text)
    return [name, regularExpression(value)]
  },
})

/** `value.customer.id=42`, repeatable. */
const conditions = custom<Condition>({
  helpValue: 'CONDITION',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => (await import('../../records/consume/where.ts')).parseCondition(text),
})

export const filterFlags = {
  key: string({
    helpValue: 'TEXT',
    helpGroup,
    summary: 'print only records with this key, and read only the partition that the key belongs to by --partitioner',
    description:
      'With --key-serde int64, uuid and the like, the key is that number or UUID. Where keys have a schema, the key is compared with what was decoded, as text or as JSON, and all partitions are read: the same key may have other bytes with another version of the schema.',
  }),
  partitioner: option({
    options: ['murmur2', 'crc32', 'any'] as const,
    helpGroup,
    summary:
      'with --key: how the producers chose the partition of a key: murmur2 (default) as in Java, crc32 as in librdkafka; any reads all partitions',
  })(),
  grep: pattern({helpGroup, summary: 'print only records whose value matches'}),
  'grep-key': pattern({helpGroup, summary: 'print only records whose key matches'}),
  'grep-header': headerPatterns({
    helpGroup,
    summary: 'print only records with a header of this name whose value matches (may be repeated)',
  }),
  where: conditions({
    helpGroup,
    summary:
      "print only records that fulfil this condition, such as 'value.customer.id=42' (a field of a JSON value); if repeated, all conditions must hold",
    description:
      'PATH OPERATOR VALUE. Paths: value.FIELD.FIELD and key.FIELD in JSON (value.items[0].sku, value["odd name"]), value, key and topic as text, header.NAME (the last one of that name), partition, offset, timestamp (compared with times as --from reads them). Operators: = != < <= > >=, ~ and !~ with a regular expression. Numbers are compared exactly, however many digits they have; text with text, or as numbers where < or > compare two numbers; "42" in quotation marks is text only; null stands for null and for a field that is not there. != and !~ are the exact opposites of = and ~. A record whose value (or key) is not JSON fulfils no condition on its fields; how many were left out for that is said at the end.',
  }),
  'ignore-case': boolean({
    char: 'i',
    helpGroup,
    summary: 'ignore case in --grep, --grep-key, --grep-header and --where with ~',
  }),
  invert: boolean({
    char: 'v',
    helpGroup,
    summary: 'print only records that --grep, --grep-key and --grep-header would leave out',
  }),
  'latest-per-key': boolean({
    helpGroup,
    summary: 'print only the newest record of each key up to the end, without tombstones: what compaction would leave',
  }),
  'fail-if-empty': boolean({
    helpGroup,
    summary: 'end with exit code 3 if no record was found, for scripts',
  }),
  'control-records': boolean({
    helpGroup,
    summary: 'print transaction markers too; needs --output json, which tells them apart from records',
  }),
  'on-corrupt': option({
    options: ['fail', 'skip'] as const,
    helpGroup,
    summary:
      'what to do about a damaged batch: fail (default), or skip it and continue, report the skipped offsets at the end, and exit with 1',
  })(),
  'isolation-level': option({
    options: ['read_uncommitted', 'read_committed'] as const,
    default: 'read_uncommitted',
    helpGroup,
    summary: 'read_uncommitted also shows records of open and aborted transactions; read_committed leaves them out',
  })(),
}

export type FilterFlags = InferredFlags<typeof filterFlags>

export interface Selection {
  /** Undefined: all records. */
  readonly filter: Filter | undefined
  /** Records that --where left out because they are not JSON; the count grows while reading. */
  readonly notJson: Where['notJson'] | undefined
}

/** What --key means if keys are decoded. */
export interface AskedKey {
  /** A filter by the bytes of a record, before anything is decoded. */
  readonly only?: Filter | undefined
  /** A filter by decoded keys. */
  readonly filter?: Filter | undefined
  /** The bytes from which producers choose the partition; undefined if the key may be in any partition. */
  readonly bytes?: Buffer | undefined
}

type WithZone = FilterFlags & TimeFlags

/** `now`: ms since 1970. `asked`: what --key means if keys are decoded; then the key is not used in any other way. */
export async function selectionFrom(flags: WithZone, now: number, asked?: AskedKey): Promise<Selection> {
  const matches = await patternsFrom(asked ? {...flags, key: undefined} : flags)
  const where = await whereFrom(flags, now)
  return {filter: all([asked?.filter, matches, where?.filter]), notJson: where?.notJson}
}

function all(filters: readonly (Filter | undefined)[]): Filter | undefined {
  const [first, second, ...more] = filters.filter((each) => each !== undefined)
  if (first === undefined || second === undefined) return first
  const both: Filter = (record, place) => first(record, place) && second(record, place)
  return all([both, ...more])
}

async function patternsFrom(flags: FilterFlags): Promise<Filter | undefined> {
  const {key, grep, 'grep-key': grepKey, 'grep-header': headers = [], 'ignore-case': ignoreCase, invert} = flags
  if (key === undefined && !grep && !grepKey && headers.length === 0) return undefined
  const {matching} = await import('../../records/consume/filter.ts')
  const sameKey = key === undefined ? undefined : Buffer.from(key)
  return matching({sameKey, key: grepKey, value: grep, headers, ignoreCase, invert})
}

async function whereFrom(flags: WithZone, now: number): Promise<Where | undefined> {
  if (flags.where === undefined) return undefined
  const {whereFilter} = await import('../../records/consume/where.ts')
  return whereFilter(flags.where, {now, zone: flags['time-zone'], ignoreCase: flags['ignore-case']})
}

/** The partitions that were named, or the one to which the key (its bytes) belongs; undefined for all. */
export async function partitionsFrom(
  {partition, partitioner = 'murmur2'}: Pick<FilterFlags, 'partitioner'> & Pick<TopicFlags, 'partition'>,
  key: Buffer | undefined,
  topics: readonly string[] | RegExp,
  cluster: Cluster,
): Promise<readonly number[] | undefined> {
  if (partition !== undefined || key === undefined || partitioner === 'any') return partition
  if (topics instanceof RegExp || topics.length !== 1)
    throw new UsageError('--key finds its partition in one topic only: for several, give --partitioner any')
  const {keyPartition} = await import('../../records/consume/key-partition.ts')
  return [await keyPartition(cluster, topics[0] ?? '', key, partitioner)]
}
