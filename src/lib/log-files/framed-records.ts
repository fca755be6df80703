// Records that begin with a frame version, a type and a version (RecordSerde): those of __cluster_metadata and
// __remote_log_metadata.
import {CorruptData} from '../wire/corrupt-data.ts'
import {MessageJson, type JsonSettings} from './message-json.ts'
import {StoredReader} from './stored-reader.ts'
import type {NamedMessage, StoredRecords} from './tables/stored.ts'

export interface Framed {
  readonly type: number
  readonly version: number
  readonly message: NamedMessage
}

/** Reads up to the message itself. Throws CorruptData with the messages of Java's AbstractApiMessageSerde. */
export function readFrame(types: StoredRecords, reader: StoredReader): Framed {
  const frame = short(reader, 'frame version')
  if (frame === 0) {
    throw new CorruptData(
      'Could not deserialize metadata record with frame version 0. Note that upgrades from the preview release of KRaft in ' +
        '2.8 to newer versions are not supported.',
    )
  }
  if (frame !== 1) {
    throw new CorruptData(
      `Could not deserialize metadata record due to unknown frame version ${frame}(only frame version 1 is supported)`,
    )
  }
  const type = short(reader, 'type')
  const version = short(reader, 'version')
  const message = types[type]
  if (!message) {
    const unsupported = 'org.apache.kafka.common.errors.UnsupportedVersionException'
    throw new CorruptData(`${unsupported}: Unknown metadata id ${type}`)
  }
  return {type, version, message}
}

function short(reader: StoredReader, what: string): number {
  let value
  try {
    value = reader.unsignedVarint()
  } catch (cause) {
    if (!(cause instanceof CorruptData)) throw cause
    throw new CorruptData(`Error while reading ${what}`, '', {cause})
  }
  if (value > 0x7fff) throw new CorruptData(`Value for ${what} was too large.`)
  return (value << 16) >> 16
}

/** Returns what `read` makes of the rest of a record, and checks that the record ends there. */
export function readMessage<T>(reader: StoredReader, type: number, read: () => T): T {
  let value
  try {
    value = read()
  } catch (cause) {
    if (!(cause instanceof CorruptData)) throw cause
    throw new CorruptData(`Failed to deserialize record with type ${type}`, '', {cause})
  }
  if (reader.remaining > 0) throw new CorruptData(`Found ${reader.remaining} byte(s) of garbage after ${type}`)
  return value
}

export interface FramedJson {
  /** Apache's name of the message. */
  readonly name: string
  readonly type: number
  readonly version: number
  readonly data: string
}

/** Turns records of such a log into JSON. */
export class FramedReader {
  readonly #types: StoredRecords
  readonly #json: MessageJson

  constructor(types: StoredRecords, settings: JsonSettings = {}) {
    this.#types = types
    this.#json = new MessageJson(settings)
  }

  /** Throws CorruptData with Java's messages. */
  read(bytes: Buffer): FramedJson {
    const reader = new StoredReader(bytes)
    const {type, version, message} = readFrame(this.#types, reader)
    const data = readMessage(reader, type, () => this.#json.of(message, version)(reader))
    return {name: message.name, type, version, data}
  }
}
