// The console consumer's formatters, by class name.
import {CoordinatorReader, UnknownRecordType} from '../../log-files/coordinator-records.ts'
import {allGroupRecords} from '../../log-files/tables/all-group-records.ts'
import {groupMetadataRecords, offsetRecords, shareGroupRecords} from '../../log-files/tables/group-records.ts'
import {shareStateRecords} from '../../log-files/tables/share-state-records.ts'
import type {CoordinatorRecords} from '../../log-files/tables/stored.ts'
import {transactionRecords} from '../../log-files/tables/transaction-records.ts'
import type {Format} from '../../records/formats/format.ts'
import {textFormat} from '../../records/formats/text-format.ts'
import {isTrue} from '../client/config-def.ts'
import {deserializer} from '../java/deserializers.ts'
import {JavaError} from '../java/errors.ts'
import {doubleText} from '../java/text-forms.ts'
import {formatterClasses} from './confluent/class-names.ts'

const consumer = 'org.apache.kafka.tools.consumer.'

/** As in Apache's tool, the class is looked up first and configured later. */
export type Configure = (properties: ReadonlyMap<string, string>, err: (text: string) => void) => Format

const formatters: Readonly<Record<string, Configure>> = {
  DefaultMessageFormatter: defaultFormatter,
  // Apache's formatter also logs every record, at a level that its tools do not show.
  LoggingMessageFormatter: defaultFormatter,
  NoOpMessageFormatter: () => () => undefined,
  OffsetsMessageFormatter: () => coordinatorFormatter(offsetRecords, allGroupRecords),
  GroupMetadataMessageFormatter: () => coordinatorFormatter(groupMetadataRecords, allGroupRecords),
  ShareGroupMessageFormatter: () => coordinatorFormatter(shareGroupRecords, allGroupRecords),
  TransactionLogMessageFormatter: () => coordinatorFormatter(transactionRecords),
  'group.share.ShareGroupStateMessageFormatter': () => coordinatorFormatter(shareStateRecords),
}

/** Class names before Kafka 4.0. */
const before: Readonly<Record<string, string>> = {
  'kafka.tools.DefaultMessageFormatter': 'DefaultMessageFormatter',
  'kafka.tools.LoggingMessageFormatter': 'LoggingMessageFormatter',
  'kafka.tools.NoOpMessageFormatter': 'NoOpMessageFormatter',
  'kafka.coordinator.group.GroupMetadataManager$OffsetsMessageFormatter': 'OffsetsMessageFormatter',
  'kafka.coordinator.group.GroupMetadataManager$GroupMetadataMessageFormatter': 'GroupMetadataMessageFormatter',
  'kafka.coordinator.transaction.TransactionLog$TransactionLogMessageFormatter': 'TransactionLogMessageFormatter',
}

/**
 * `legacyName` gets the notice about a class name of an older release, and returns whether to accept the name. Throws
 * ClassNotFoundException as JavaError; Java's message is only the class name, and ours adds advice.
 */
export function formatterNamed(name: string, legacyName: (notice: string) => boolean): Configure {
  const short = name.startsWith(consumer) ? name.slice(consumer.length) : ''
  const found = Object.hasOwn(formatters, short) ? formatters[short] : undefined
  if (found) return found
  const renamed = Object.hasOwn(before, name) ? before[name] : undefined
  const today = renamed === undefined ? undefined : formatters[renamed]
  if (today && legacyName(`${name} is called ${consumer}${renamed} since Kafka 4.0`)) return today
  const advice =
    renamed === undefined
      ? `Your own classes need Apache's tool and a class path; built in are ${Object.keys(formatters).join(', ')} of ${consumer}*, and in the console consumer those of Confluent's serializers (${Object.keys(formatterClasses).join(', ')}).`
      : `It is called ${consumer}${renamed} since Kafka 4.0. (KAFKIT_LEGACY=1 makes this tool accept the old name.)`
  throw new JavaError('java.lang.ClassNotFoundException', `${name}\n${advice}`)
}

function defaultFormatter(properties: ReadonlyMap<string, string>, err: (text: string) => void): Format {
  const get = (name: string) => properties.get(name)
  const decoderOf = (name: string, isKey: boolean) => {
    const className = get(name)
    if (className === undefined) return undefined
    const decode = deserializer(className, (property) => get(`${name}.${property}`), isKey)
    if (!decode)
      err(
        `ERROR Unable to instantiate a deserializer from ${className} for ${name}: java.lang.ClassNotFoundException: ${className}: not built in, or misconfigured\n`,
      )
    return decode
  }
  const text = <K extends string>(field: K, name: string) => {
    const value = get(name)
    return value === undefined ? {} : ({[field]: value} as Record<K, string>)
  }
  return textFormat({
    timestamp: isTrue(get('print.timestamp')),
    partition: isTrue(get('print.partition')),
    offset: isTrue(get('print.offset')),
    delivery: isTrue(get('print.delivery')),
    epoch: isTrue(get('print.epoch')) ? 'apache' : false,
    headers: isTrue(get('print.headers')),
    key: isTrue(get('print.key')),
    value: isTrue(get('print.value'), true),
    ...text('keySeparator', 'key.separator'),
    ...text('lineSeparator', 'line.separator'),
    ...text('headersSeparator', 'headers.separator'),
    ...text('nullLiteral', 'null.literal'),
    decodeKey: decoderOf('key.deserializer', true),
    decodeValue: decoderOf('value.deserializer', false),
    decodeHeader: decoderOf('headers.deserializer', false),
  })
}

/**
 * JSON without a separator between records. Like Apache's formatter, it parses all record types of the topic and
 * prints some.
 */
function coordinatorFormatter(types: CoordinatorRecords, all = types): Format {
  const reader = new CoordinatorReader(all, {double: doubleText})
  return (record, _, to) => {
    const {key} = record
    if (!key) return
    try {
      const {type, key: keyData, value} = reader.read(key, record.value)
      if (!(type in types)) return
      const valueText = value ? `{"version":${value.version},"data":${value.data}}` : 'null'
      to.text(`{"key":{"type":${type},"data":${keyData}},"value":${valueText}}`)
    } catch (error) {
      if (error instanceof UnknownRecordType) return
      const why = `Could not read record at offset ${record.offset} due to: ${(error as Error).message}`
      throw new JavaError('java.lang.RuntimeException', why, {cause: error, relation: 'repeats'})
    }
  }
}
