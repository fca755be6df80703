// Payloads of Protobuf schemas: finds which message it is, and decodes it.
import type {Type} from 'protobufjs'
import type {TextBuffer} from '../../text/text-buffer.ts'
import type {ByteReader} from '../byte-reader.ts'
import type {Frame} from '../framing.ts'
import type {DecodedForm, PayloadDecoder, SchemaText} from '../payload.ts'
import {DecodeError, SchemaInvalid} from '../serde-error.ts'
import {FastMessages} from './fast.ts'
import {MessageJson} from './message-json.ts'
import {parseProtobuf, typesIn} from './schema.ts'

/** `message`: the full name, if the payload does not name it. Throws `SchemaInvalid`. */
export async function protobufDecoder(
  schema: SchemaText,
  form: DecodedForm,
  message?: string,
): Promise<PayloadDecoder> {
  const [{root, messages}, {default: protobuf}] = await Promise.all([parseProtobuf(schema), import('protobufjs')])
  const lookup = (name: string): Type | undefined => {
    const found = root.lookup(name, [protobuf.Type])
    return found instanceof protobuf.Type ? found : undefined
  }
  const named = message === undefined ? undefined : lookup(message)
  if (message !== undefined && !named) throw noSuchMessage(message, messages, (each) => typesIn(each, protobuf.Type))
  const nestedTypes = new Map<Type, readonly Type[]>()
  const nested = (type: Type) => {
    let types = nestedTypes.get(type)
    if (!types) nestedTypes.set(type, (types = typesIn(type, protobuf.Type)))
    return types
  }
  const json = new MessageJson(form, lookup)
  const bytesOf = ({bytes}: ByteReader) =>
    Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const fast = new FastMessages(form, (type, from, start, end) => json.reset().text(type, bytesOf(from), start, end))
  const names = new Map<Type, string>()
  const nameOf = (type: Type): string => {
    let name = names.get(type)
    if (name === undefined) names.set(type, (name = type.fullName.slice(1)))
    return name
  }
  return {
    decode(from, to, frame) {
      const type = named ?? messageOf(from, frame, {messages, nested, lookup})
      if (named && frame.key !== 'none' && !frame.inHeaders) messageOf(from, frame, {messages, nested, lookup})
      if (!fast.write(type, from, to)) to.text(json.reset().text(type, bytesOf(from), from.at, from.end))
      from.at = from.end
      return nameOf(type)
    },
  }
}

export interface ProtobufWriting {
  /** The full name; default: the first message of the schema. */
  readonly message?: string | undefined
  /** Write the indexes that identify the message in front of it. */
  readonly framed: boolean
  /** Which form of JSON is read. */
  readonly reads: 'kafkit' | 'java'
}

export interface ProtobufEncoder {
  /** The full name of the message. */
  readonly message: string
  /** Encodes a value of `parseExactJson`. Throws EncodeError; the bytes written so far are kept. */
  readonly write: (value: unknown, to: TextBuffer) => void
}

/** Throws `SchemaInvalid`. */
export async function protobufEncoder(
  schema: SchemaText,
  {message, framed, reads}: ProtobufWriting,
): Promise<ProtobufEncoder> {
  const [{root, messages}, {default: protobuf}, {MessageEncoder}, readings, {writeVarint}] = await Promise.all([
    parseProtobuf(schema),
    import('protobufjs'),
    import('./encode.ts'),
    import('./json-reading.ts'),
    import('./write-wire.ts'),
  ])
  const lookup = (name: string): Type | undefined => {
    const found = root.lookup(name, [protobuf.Type])
    return found instanceof protobuf.Type ? found : undefined
  }
  const type = message === undefined ? first(messages) : lookup(message)
  if (!type) throw noSuchMessage(message, messages, (each) => typesIn(each, protobuf.Type))
  const path: number[] = []
  for (let at: Type | undefined = type; at;) {
    const around: Type | undefined = at.parent instanceof protobuf.Type ? at.parent : undefined
    path.unshift((around ? typesIn(around, protobuf.Type) : messages).indexOf(at))
    at = around
  }
  if (framed && path.includes(-1))
    throw new SchemaInvalid(
      `${message} is of an imported file, and records can only name messages of the schema itself`,
    )
  const encoder = new MessageEncoder(lookup, reads === 'java' ? readings.javaReading : readings.kafkitReading)
  return {
    message: type.fullName.slice(1),
    write(value, to) {
      if (framed) {
        // The first message is a single 0; the numbers are zigzag, and never negative.
        const isFirst = path.length === 1 && path[0] === 0
        if (isFirst) to.byte(0)
        else for (const each of [path.length, ...path]) writeVarint(each * 2, to)
      }
      encoder.write(type, value, to)
    },
  }
}

/** Lists the names of all messages, in the order of the file. */
function noSuchMessage(
  wanted: string | undefined,
  messages: readonly Type[],
  nested: (type: Type) => readonly Type[],
): SchemaInvalid {
  const names = (types: readonly Type[]): string[] =>
    types.flatMap((type) => [type.fullName.slice(1), ...names(nested(type))])
  return new SchemaInvalid(`the schema has no message ${wanted}; it has ${names(messages).join(', ')}`)
}

interface Messages {
  readonly messages: readonly Type[]
  readonly nested: (type: Type) => readonly Type[]
  readonly lookup: (name: string) => Type | undefined
}

function messageOf(from: ByteReader, frame: Frame, known: Messages): Type {
  if (frame.key === 'none') return first(known.messages)
  const apicurio = apicurioMessage(from, known)
  if (apicurio) return apicurio
  if (frame.message !== undefined) {
    const type = known.lookup(frame.message)
    if (type) return type
    throw new DecodeError(`the header names the message ${frame.message}, which is not in the schema`)
  }
  if (frame.key === 'apicurio-content' || (frame.inHeaders && !frame.indexes)) return first(known.messages)
  if (!frame.indexes) return byIndexes(from, known)
  const {bytes, at, end} = from
  const type = byIndexes(from.open(frame.indexes, 0, frame.indexes.length), known)
  from.open(bytes, at, end)
  return type
}

const first = (messages: readonly Type[]): Type => messages[0] as Type

/** @kafkajs/confluent-schema-registry writes no indexes, so that other bytes are read as wrong ones. */
const leftOut = ': its serializer may have left the indexes out (kafkajs does)'

/**
 * Confluent's indexes: their count, then the index at each level, as zigzag varints. A count of 0 means the first
 * message.
 */
function byIndexes(from: ByteReader, {messages, nested}: Messages): Type {
  const count = from.zigzag()
  if (count < 0 || count > 100) throw new DecodeError(`${count} message indexes in front of the message${leftOut}`)
  let [level, found] = [messages, first(messages)]
  for (let left = Number(count); left > 0; left--) {
    const index = Number(from.zigzag())
    const type = level[index]
    if (!type) throw new DecodeError(`message index ${index}, where the schema has ${level.length} messages${leftOut}`)
    found = type
    level = nested(type)
  }
  return found
}

/**
 * Apicurio's form: a message with the name, preceded by its length. Undefined, without reading anything: it has another
 * form.
 */
function apicurioMessage(from: ByteReader, {messages, lookup}: Messages): Type | undefined {
  const {bytes, at, end} = from
  const length = bytes[at] ?? 0
  if (length < 3 || bytes[at + 1] !== 0x0a || bytes[at + 2] !== length - 2 || at + 1 + length > end) return undefined
  const name = Buffer.from(bytes.subarray(at + 3, at + 1 + length)).toString('latin1')
  const type = messages.find((each) => each.name === name || each.fullName === `.${name}`) ?? lookup(name)
  if (type) from.at = at + 1 + length
  return type
}
