// Records of a log file as JSON lines: user records in the format of `kafkit consume`, from which they can be restored
// byte by byte, and records of Kafka's internal topics decoded.
import {isUtf8} from 'node:buffer'
import {basename, dirname} from 'node:path'
import {CorruptData} from '../wire/corrupt-data.ts'
import {isControl, timestampType} from './batch-fields.ts'
import type {BatchRecords} from './batch-records.ts'
import type {BatchWalk} from './batch-walk.ts'
import {controlRecord} from './control-records.ts'
import {CoordinatorReader} from './coordinator-records.ts'
import {FramedReader} from './framed-records.ts'
import {allGroupRecords} from './tables/all-group-records.ts'
import {metadataRecords} from './tables/metadata-records.ts'
import {remoteLogRecords} from './tables/remote-log-records.ts'
import {shareStateRecords} from './tables/share-state-records.ts'
import {transactionRecords} from './tables/transaction-records.ts'

export const logContents = ['offsets', 'transactions', 'share-state', 'metadata', 'remote-log', 'data'] as const
/** The kind of records in a log. */
export type LogContent = (typeof logContents)[number]

/**
 * The kind of records in a file of a broker's log folder, judged by the name of the partition's folder; `data`
 * elsewhere.
 */
export function contentOf(path: string): LogContent {
  const [topic] = partitionOf(path) ?? []
  if (path.endsWith('.checkpoint')) return 'metadata'
  return internalTopics[topic ?? ''] ?? 'data'
}

const internalTopics: Readonly<Record<string, LogContent>> = {
  __consumer_offsets: 'offsets',
  __transaction_state: 'transactions',
  __share_group_state: 'share-state',
  __cluster_metadata: 'metadata',
  __remote_log_metadata: 'remote-log',
}

/** A log folder is named TOPIC-PARTITION. */
export function partitionOf(path: string): [topic: string, partition: number] | undefined {
  const [, topic, partition] = /^(.+)-(\d+)$/.exec(basename(dirname(path))) ?? []
  return topic === undefined ? undefined : [topic, Number(partition)]
}

type Meaning = (record: BatchRecords) => string

/** Makes the JSON of one record after the other. */
export class LogJson {
  /** The number of records that could not be decoded. */
  unread = 0
  readonly #meaning: Meaning | undefined
  readonly #place: string

  constructor(content: LogContent, path: string) {
    this.#meaning = meanings[content]?.()
    const [topic, partition] = partitionOf(path) ?? []
    this.#place = topic === undefined ? '' : `"topic":${JSON.stringify(topic)},"partition":${partition},`
  }

  /** One line, without its line end. */
  record(record: BatchRecords, batch: BatchWalk): string {
    const start = `{${this.#place}"offset":${record.offset},"timestamp":${record.timestamp},"timestampType":"${timestampType(batch)}"`
    const read = isControl(batch) ? controlText : this.#meaning
    if (read) {
      try {
        return `${start},${read(record)}}`
      } catch (error) {
        if (!(error instanceof CorruptData)) throw error
        this.unread++
        return `${start},${contents(record)},"problem":${JSON.stringify(error.what)}}`
      }
    }
    return `${start},${contents(record)}}`
  }
}

function contents(record: BatchRecords): string {
  const headers = record.headers().map(([name, value]) => `{${field('key', name)},${field('value', value)}}`)
  return `${field('key', record.key)},${field('value', record.value)},"headers":[${headers.join(',')}]`
}

function field(name: string, bytes: Buffer | null): string {
  if (bytes === null) return `"${name}":null`
  if (isUtf8(bytes)) return `"${name}":${JSON.stringify(bytes.toString())}`
  return `"${name}":"${bytes.toString('base64')}","${name}Encoding":"base64"`
}

function controlText({key, value}: BatchRecords): string {
  const found = controlRecord(key, value)
  if (found.kind === 'unknown') return `"control":"unknown","controlType":${found.type}`
  const name = `"control":"${found.type.toLowerCase()}"`
  return found.kind === 'marker'
    ? `${name},"coordinatorEpoch":${found.coordinatorEpoch}`
    : `${name},"data":${found.data}`
}

function ofCoordinator(reader: CoordinatorReader): Meaning {
  return ({key, value}) => {
    if (key === null) throw new CorruptData('a record without a key')
    const found = reader.read(key, value, true)
    const version = found.value ? `,"version":${found.value.version}` : ''
    return `"type":"${found.name}"${version},"key":${found.key},"value":${found.value?.data ?? 'null'}`
  }
}

function framed(reader: FramedReader): Meaning {
  return ({value}) => {
    if (value === null) throw new CorruptData('a record without a value')
    const {name, version, data} = reader.read(value)
    return `"type":"${name}","version":${version},"value":${data}`
  }
}

const meanings: Readonly<Record<LogContent, (() => Meaning) | undefined>> = {
  offsets: () => ofCoordinator(new CoordinatorReader(allGroupRecords)),
  transactions: () => ofCoordinator(new CoordinatorReader(transactionRecords)),
  'share-state': () => ofCoordinator(new CoordinatorReader(shareStateRecords)),
  metadata: () => framed(new FramedReader(metadataRecords)),
  'remote-log': () => framed(new FramedReader(remoteLogRecords)),
  data: undefined,
}
