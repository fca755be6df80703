// The records that coordinators keep in internal topics (offsets, groups, transactions, share groups), as the JSON of
// Apache's formatters. Apache: *Key.json and *Value.json of group-coordinator, transaction-coordinator, share-coordinator.
import {Reader} from '../../wire/buffers.ts'
import {CorruptData} from '../../wire/corrupt-data.ts'
import {zeroUuid} from '../../wire/schema.ts'

type Type = 'int8' | 'int16' | 'int32' | 'int64' | 'uuid' | 'string' | 'nullable string' | 'bytes' | Items
interface Items {
  readonly items: Type | readonly Field[]
  readonly nullable?: boolean
}
interface Field {
  readonly name: string
  readonly type: Type
  readonly since?: number
  readonly until?: number
  /** A tagged field, which is left out of the JSON if it has its default value. */
  readonly tag?: number
  readonly default?: string
}
interface Message {
  readonly newest: number
  /** First version with compact lengths and tagged fields. */
  readonly flexible: number
  readonly fields: readonly Field[]
}
/** Key and value of one type of record. */
interface RecordType {
  readonly key: readonly Field[]
  readonly value: Message
}
export type CoordinatorRecordTypes = Readonly<Record<number, RecordType>>

const field = (name: string, type: Type, more: Omit<Field, 'name' | 'type'> = {}): Field => ({name, type, ...more})
const tagged = (tag: number, name: string, type: Type, standard: string) => field(name, type, {tag, default: standard})
const list = (items: Type | readonly Field[], nullable = false): Items => ({items, nullable})
const message = (flexible: number, fields: readonly Field[], newest = flexible): Message => ({newest, flexible, fields})

const groupTopicPartition = [field('group', 'string'), field('topic', 'string'), field('partition', 'int32')]
const group = [field('groupId', 'string')]
const groupMember = [...group, field('memberId', 'string')]
const topicPartitions = list([field('topicId', 'uuid'), field('partitions', list('int32'))])
const topicName = [field('topicId', 'uuid'), field('topicName', 'string')]
const noTopic = `"${zeroUuid}"`

export const offsetRecords: CoordinatorRecordTypes = {
  0: {
    key: groupTopicPartition,
    value: message(
      Infinity,
      [field('offset', 'int64'), field('metadata', 'string'), field('commitTimestamp', 'int64')],
      0,
    ),
  },
  1: {
    key: groupTopicPartition,
    value: message(4, [
      field('offset', 'int64'),
      field('leaderEpoch', 'int32', {since: 3}),
      field('metadata', 'string'),
      field('commitTimestamp', 'int64'),
      field('expireTimestamp', 'int64', {since: 1, until: 1}),
      {...tagged(0, 'topicId', 'uuid', noTopic), since: 4},
    ]),
  },
}

export const groupMetadataRecords: CoordinatorRecordTypes = {
  2: {
    key: [field('group', 'string')],
    value: message(4, [
      field('protocolType', 'string'),
      field('generation', 'int32'),
      field('protocol', 'nullable string'),
      field('leader', 'nullable string'),
      field('currentStateTimestamp', 'int64', {since: 2}),
      field(
        'members',
        list([
          field('memberId', 'string'),
          field('groupInstanceId', 'nullable string', {since: 3}),
          field('clientId', 'string'),
          field('clientHost', 'string'),
          field('rebalanceTimeout', 'int32', {since: 1}),
          field('sessionTimeout', 'int32'),
          field('subscription', 'bytes'),
          field('assignment', 'bytes'),
        ]),
      ),
    ]),
  },
}

export const shareGroupRecords: CoordinatorRecordTypes = {
  10: {
    key: groupMember,
    value: message(0, [
      field('rackId', 'nullable string'),
      field('clientId', 'string'),
      field('clientHost', 'string'),
      field('subscribedTopicNames', list('string')),
    ]),
  },
  11: {key: group, value: message(0, [field('epoch', 'int32'), field('metadataHash', 'int64')])},
  12: {
    key: group,
    value: message(0, [field('assignmentEpoch', 'int32'), tagged(0, 'assignmentTimestamp', 'int64', '0')]),
  },
  13: {key: groupMember, value: message(0, [field('topicPartitions', topicPartitions)])},
  14: {
    key: groupMember,
    value: message(0, [
      field('memberEpoch', 'int32'),
      field('previousMemberEpoch', 'int32'),
      field('state', 'int8'),
      field('assignedPartitions', topicPartitions),
    ]),
  },
  15: {
    key: group,
    value: message(0, [
      field('initializingTopics', list([...topicName, field('partitions', list('int32'))])),
      field('initializedTopics', list([...topicName, field('partitions', list('int32'))])),
      field('deletingTopics', list(topicName)),
    ]),
  },
}

export const transactionRecords: CoordinatorRecordTypes = {
  0: {
    key: [field('transactionalId', 'string')],
    value: message(1, [
      field('producerId', 'int64'),
      tagged(0, 'previousProducerId', 'int64', '-1'),
      tagged(1, 'nextProducerId', 'int64', '-1'),
      field('producerEpoch', 'int16'),
      tagged(3, 'nextProducerEpoch', 'int16', '-1'),
      field('transactionTimeoutMs', 'int32'),
      field('transactionStatus', 'int8'),
      field('transactionPartitions', list([field('topic', 'string'), field('partitionIds', list('int32'))], true)),
      field('transactionLastUpdateTimestampMs', 'int64'),
      field('transactionStartTimestampMs', 'int64'),
      tagged(2, 'clientTransactionVersion', 'int16', '0'),
    ]),
  },
}

const sharePartition = [field('groupId', 'string'), field('topicId', 'uuid'), field('partition', 'int32')]
const stateBatches = field(
  'stateBatches',
  list([
    field('firstOffset', 'int64'),
    field('lastOffset', 'int64'),
    field('deliveryState', 'int8'),
    field('deliveryCount', 'int16'),
  ]),
)

export const shareStateRecords: CoordinatorRecordTypes = {
  0: {
    key: sharePartition,
    value: message(0, [
      field('snapshotEpoch', 'int32'),
      field('stateEpoch', 'int32'),
      field('leaderEpoch', 'int32'),
      field('startOffset', 'int64'),
      tagged(0, 'deliveryCompleteCount', 'int32', '-1'),
      field('createTimestamp', 'int64'),
      field('writeTimestamp', 'int64'),
      stateBatches,
    ]),
  },
  1: {
    key: sharePartition,
    value: message(0, [
      field('snapshotEpoch', 'int32'),
      field('leaderEpoch', 'int32'),
      field('startOffset', 'int64'),
      tagged(0, 'deliveryCompleteCount', 'int32', '-1'),
      stateBatches,
    ]),
  },
}

/** A record's JSON; undefined for a record of an unknown type. Raises CorruptData for bytes that do not match their version. */
export function coordinatorRecordJson(
  types: CoordinatorRecordTypes,
  key: Buffer,
  value: Buffer | null,
): string | undefined {
  const keyReader = new Reader(key)
  const type = keyReader.int16()
  const known = types[type]
  if (!known) return undefined
  const data = structJson(keyReader, known.key, 0, false)
  return `{"key":{"type":${type},"data":${data}},"value":${value ? valueJson(known.value, value) : 'null'}}`
}

function valueJson({newest, flexible, fields}: Message, value: Buffer): string {
  const reader = new Reader(value)
  const version = reader.int16()
  if (version < 0 || version > newest) throw new CorruptData(`version ${version} of a value; 0 to ${newest} are known`)
  return `{"version":${version},"data":${structJson(reader, fields, version, version >= flexible)}}`
}

function structJson(reader: Reader, fields: readonly Field[], version: number, flexible: boolean): string {
  const found = new Map<Field, string>()
  const present = fields.filter(({since = 0, until = Infinity}) => version >= since && version <= until)
  for (const each of present)
    if (each.tag === undefined) found.set(each, valueText(reader, each.type, version, flexible))
  if (flexible) {
    for (let tags = reader.unsignedVarint(); tags > 0; tags--) {
      const tag = reader.unsignedVarint()
      const end = reader.unsignedVarint() + reader.position
      const known = present.find((each) => each.tag === tag)
      const text = known && valueText(reader, known.type, version, flexible)
      if (known && text !== undefined && text !== known.default) found.set(known, text)
      reader.advance(end - reader.position)
    }
  }
  const members = present.flatMap((each) => {
    const text = found.get(each)
    return text === undefined ? [] : [`"${each.name}":${text}`]
  })
  return `{${members.join(',')}}`
}

function valueText(reader: Reader, type: Type, version: number, flexible: boolean): string {
  switch (type) {
    case 'int8':
      return String(reader.int8())
    case 'int16':
      return String(reader.int16())
    case 'int32':
      return String(reader.int32())
    case 'int64':
      // Not as a number: a hash uses all 64 bits.
      return String(reader.bytes(8).readBigInt64BE())
    case 'uuid':
      return `"${reader.uuid()}"`
    case 'string':
    case 'nullable string': {
      const length = flexible ? reader.unsignedVarint() - 1 : reader.int16()
      if (length < 0 && type === 'string') throw new CorruptData('a string that may not be null is null')
      return length < 0 ? 'null' : jsonString(reader.string(length))
    }
    case 'bytes':
      return `"${reader.bytes(flexible ? reader.unsignedVarint() - 1 : reader.int32()).toString('base64')}"`
  }
  const length = flexible ? reader.unsignedVarint() - 1 : reader.int32()
  if (length < 0 && type.nullable) return 'null'
  if (length < 0 || length > reader.remaining) throw new CorruptData(`a list of ${length} items`)
  const {items} = type
  const texts = Array.from({length}, () =>
    typeof items === 'object' && !('items' in items)
      ? structJson(reader, items, version, flexible)
      : valueText(reader, items, version, flexible),
  )
  return `[${texts.join(',')}]`
}

/** As Jackson writes it: control characters with upper-case hex digits. */
const jsonString = (text: string) =>
  JSON.stringify(text).replaceAll(/\\u00[0-9a-f]{2}/g, (escape) => `\\u${escape.slice(2).toUpperCase()}`)
