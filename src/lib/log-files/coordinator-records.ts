// Records of coordinators (offsets, groups, transactions, share groups) as JSON, as Apache's formatters and tools print
// them.
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../apis/consumer-protocol.ts'
import {CorruptData} from '../wire/corrupt-data.ts'
import {MessageJson, type JsonSettings, type ToJson} from './message-json.ts'
import {EndsTooEarly, StoredReader} from './stored-reader.ts'
import type {CoordinatorRecords, StoredMessage} from './tables/stored.ts'

/** The type of a record is not in the tables. */
export class UnknownRecordType extends CorruptData {
  readonly type: number

  constructor(type: number) {
    super(`unknown record type ${type}`)
    this.type = type
  }
}

export interface CoordinatorJson {
  readonly type: number
  /** Apache's name. */
  readonly name: string
  readonly key: string
  /** Undefined for a tombstone. */
  readonly value: {readonly version: number; readonly data: string} | undefined
}

/** The records of one coordinator, by type. */
export class CoordinatorReader {
  readonly #types: CoordinatorRecords
  readonly #json: MessageJson
  readonly #decoded: MessageJson

  constructor(types: CoordinatorRecords, settings: JsonSettings = {}) {
    this.#types = types
    this.#json = new MessageJson(settings)
    this.#decoded = new MessageJson({...settings, bytes: memberJson})
  }

  /**
   * `members`: also decode the members' own data in a consumer group, which the coordinator does not interpret. Throws
   * UnknownRecordType, or CorruptData with the messages of Java's CoordinatorRecordSerde.
   */
  read(key: Buffer, value: Buffer | null, members = false): CoordinatorJson {
    const keyReader = new StoredReader(key)
    const type = versionOf(keyReader, 'key')
    const known = this.#types[type]
    if (!known) throw new UnknownRecordType(type)
    const keyMessage = {versions: [0, 0], flexible: Infinity, fields: known.key} as const
    const keyData = read(keyReader, this.#json.of(keyMessage, 0), type, 'key')
    if (!value) return {type, name: known.name, key: keyData, value: undefined}

    const reader = new StoredReader(value)
    const version = versionOf(reader, 'value')
    const [first, last] = known.value.versions
    if (version < first || version > last)
      throw new CorruptData(`Found an unknown record version ${version} for ${type} type`)
    const start = reader.position
    let data = read(reader, this.#json.of(known.value, version), version, 'value')
    if (members && data.startsWith(ofConsumers)) {
      reader.position = start
      data = read(reader, this.#decoded.of(known.value, version), version, 'value')
    }
    return {type, name: known.name, key: keyData, value: {version, data}}
  }
}

/** The beginning of GroupMetadata's JSON for a consumer group. */
const ofConsumers = '{"protocolType":"consumer",'

const memberFields: Readonly<Record<string, StoredMessage>> = {
  subscription: {...consumerProtocolSubscription, flexible: Infinity},
  assignment: {...consumerProtocolAssignment, flexible: Infinity},
}
const memberMessages = new MessageJson()

/** Undefined for bytes in another format. */
function memberJson(field: string, bytes: Buffer): string | undefined {
  const message = memberFields[field]
  if (!message) return undefined
  try {
    const reader = new StoredReader(bytes)
    const version = reader.int16()
    return memberMessages.of(message, version)(reader)
  } catch (error) {
    if (error instanceof CorruptData) return undefined
    throw error
  }
}

function versionOf(reader: StoredReader, part: string): number {
  if (reader.remaining < 2) throw new CorruptData(`Could not read version from ${part}'s buffer.`)
  return reader.int16()
}

function read(reader: StoredReader, toJson: ToJson, version: number, part: string): string {
  try {
    return toJson(reader)
  } catch (error) {
    if (!(error instanceof CorruptData)) throw error
    const why = error instanceof EndsTooEarly ? 'null' : error.what
    throw new CorruptData(`Could not read record with version ${version} from ${part}'s buffer due to: ${why}.`, '', {
      cause: error,
    })
  }
}
