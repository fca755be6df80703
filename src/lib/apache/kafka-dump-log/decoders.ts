// How keys and values are shown: Apache's Decoder classes, and its parsers for Kafka's internal logs.
import {CoordinatorReader, UnknownRecordType} from '../../log-files/coordinator-records.ts'
import {FramedReader} from '../../log-files/framed-records.ts'
import type {BatchRecords} from '../../log-files/batch-records.ts'
import {allGroupRecords} from '../../log-files/tables/all-group-records.ts'
import {metadataRecords} from '../../log-files/tables/metadata-records.ts'
import {shareStateRecords} from '../../log-files/tables/share-state-records.ts'
import type {CoordinatorRecords} from '../../log-files/tables/stored.ts'
import {transactionRecords} from '../../log-files/tables/transaction-records.ts'
import {javaText} from '../../records/formats/java-text.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'
import {JavaError} from '../java/errors.ts'
import {doubleText} from '../java/text-forms.ts'
import type {DumpLogOptions} from './options.ts'
import {remoteLogText} from './remote-log-text.ts'

/** A field that is undefined is not printed. */
export interface Decoded {
  readonly key?: string | undefined
  readonly value?: string | undefined
}
/** Throws JavaError for a record that ends the run. */
export type Decode = (record: BatchRecords) => Decoded

const api = 'org.apache.kafka.tools.api.'

type ToText = (bytes: Buffer) => string

const underflow = () => new JavaError('java.nio.BufferUnderflowException', '')

const classes: Readonly<Record<string, ToText>> = {
  [`${api}StringDecoder`]: javaText,
  [`${api}IntegerDecoder`]: (bytes) => {
    if (bytes.length < 4) throw underflow()
    return String(bytes.readInt32BE())
  },
  [`${api}LongDecoder`]: (bytes) => {
    if (bytes.length < 8) throw underflow()
    return String(bytes.readBigInt64BE())
  },
  // Object.toString of a byte array: its class and an arbitrary hash.
  [`${api}DefaultDecoder`]: () => `[B@${Math.floor(Math.random() * 0x7fff_ffff).toString(16)}`,
}

function decoderNamed(name: string): ToText {
  const found = Object.hasOwn(classes, name) ? classes[name] : undefined
  if (found) return found
  const cause = new JavaError(
    'java.lang.ClassNotFoundException',
    `${name}\nYour own classes need Apache's tool and a class path; built in are ${Object.keys(classes).join(', ')}.`,
  )
  throw new JavaError('java.lang.RuntimeException', 'Failed to load decoder class', {cause})
}

/** `plain`: keys and values are printed as the text that they are. */
export type Parser = {readonly plain: true} | {readonly plain: false; readonly decode: Decode}

/** Throws JavaError for a class that is not built in. */
export function parserOf(options: DumpLogOptions): Parser {
  const decode = decodeInternal(options)
  if (decode) return {plain: false, decode}
  const value = decoderNamed(options.value('value-decoder-class') ?? '')
  const key = decoderNamed(options.value('key-decoder-class') ?? '')
  if (key === javaText && value === javaText) return {plain: true}
  return {
    plain: false,
    decode: (record) => ({
      key: record.key === null ? undefined : key(record.key),
      value: record.value === null ? undefined : value(record.value),
    }),
  }
}

function decodeInternal(options: DumpLogOptions): Decode | undefined {
  if (options.has('offsets-decoder')) return coordinator(allGroupRecords, true)
  if (options.has('transaction-log-decoder')) return coordinator(transactionRecords)
  if (options.has('cluster-metadata-decoder')) return clusterMetadata()
  if (options.has('remote-log-metadata-decoder')) return remoteLogMetadata
  return options.has('share-group-state-decoder') ? coordinator(shareStateRecords) : undefined
}

function coordinator(types: CoordinatorRecords, members = false): Decode {
  const reader = new CoordinatorReader(types, {double: doubleText})
  return (record) => {
    const {offset} = record
    if (record.keySize < 0) {
      throw new JavaError(
        'java.lang.RuntimeException',
        `Failed to decode message at offset ${offset} using the specified decoder (message had a missing key)`,
      )
    }
    try {
      const found = reader.read(record.key ?? Buffer.alloc(0), record.value, members)
      return {
        key: `{"type":"${found.type}","data":${found.key}}`,
        value: found.value ? `{"version":"${found.value.version}","data":${found.value.data}}` : '<DELETE>',
      }
    } catch (error) {
      if (error instanceof UnknownRecordType)
        return {key: `Unknown record type ${error.type} at offset ${offset}, skipping.`}
      if (error instanceof BrokenLog) return {key: `Error at offset ${offset}, skipping. ${error.what}`}
      throw error
    }
  }
}

/** `RegisterBrokerRecord` → REGISTER_BROKER_RECORD, Java's name of the constant. */
const constantOf = (name: string): string => name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()

function clusterMetadata(): Decode {
  const reader = new FramedReader(metadataRecords, {double: doubleText})
  return (record) => {
    const {offset} = record
    try {
      const {name, version, data} = reader.read(record.value ?? Buffer.alloc(0))
      return {value: `{"type":"${constantOf(name)}","version":${version},"data":${data}}`}
    } catch (error) {
      if (error instanceof BrokenLog) return {value: `Error at ${offset}, skipping. ${error.what}`}
      throw error
    }
  }
}

const remoteLogMetadata: Decode = (record) => {
  const {offset} = record
  try {
    return {value: remoteLogText(record.value)}
  } catch (error) {
    if (!(error instanceof BrokenLog)) throw error
    return {value: `Error at offset ${offset}, skipping. ${error.what}`}
  }
}
