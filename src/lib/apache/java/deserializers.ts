// Kafka's deserializers as the console consumer uses them: from the bytes of a record to the bytes of toString().
import type {Decode} from '../../records/formats/text-format.ts'
import {charsetDecoder} from './charset-decoder.ts'
import {JavaError, serializationException} from './errors.ts'
import {listToText, type ToText} from './list-deserializer.ts'
import {bytesText, doubleText, floatText} from './text-forms.ts'

const serialization = 'org.apache.kafka.common.serialization.'

const sized =
  (name: string, size: number, read: ToText): ToText =>
  (bytes) => {
    if (bytes.length !== size) throw serializationException(`Size of data received by ${name} is not ${size}`)
    return read(bytes)
  }

function uuid(decode: ToText): ToText {
  return (bytes) => {
    const text = decode(bytes)
    const parts = text.split('-')
    const valid = parts.length === 5 && text.length <= 36 && parts.every((part) => /^[0-9a-fA-F]+$/.test(part))
    if (!valid) throw serializationException('Error parsing data into UUID')
    const widths = [8, 4, 4, 4, 12]
    return parts
      .map((part, at) =>
        part
          .toLowerCase()
          .padStart(widths[at] ?? 0, '0')
          .slice(-(widths[at] ?? 0)),
      )
      .join('-')
  }
}

const boolean: ToText = (bytes) => {
  if (bytes.length !== 1) throw serializationException('Size of data received by BooleanDeserializer is not 1')
  if (bytes[0] === 1) return 'true'
  if (bytes[0] === 0) return 'false'
  throw serializationException(`Unexpected byte received by BooleanDeserializer: ${bytes.readInt8()}`)
}

/** `properties` looks up names below the deserializer's own property. Undefined if the class is not built in. */
export function deserializer(
  className: string,
  properties: (name: string) => string | undefined,
  isKey: boolean,
): Decode | undefined {
  const name = className.startsWith(serialization) ? className.slice(serialization.length) : ''
  const encoding =
    properties(`${isKey ? 'key' : 'value'}.deserializer.encoding`) ?? properties('deserializer.encoding') ?? 'UTF-8'
  if (name === 'ByteArrayDeserializer') return identityText
  const toText = name === 'ListDeserializer' ? list(properties, isKey, encoding) : byName(name, encoding)
  return toText && ((bytes) => Buffer.from(toText(bytes)))
}

/** Undefined if it is misconfigured, as if the class were not built in. */
function list(properties: (name: string) => string | undefined, isKey: boolean, encoding: string): ToText | undefined {
  try {
    return listToText(properties, isKey, (name) =>
      name === 'ByteArrayDeserializer' ? (bytes) => identityText(bytes).toString() : byName(name, encoding),
    )
  } catch (error) {
    if (error instanceof JavaError) return undefined
    throw error
  }
}

function byName(name: string, encoding: string): ToText | undefined {
  switch (name) {
    case 'StringDeserializer':
      return charsetDecoder(encoding)
    case 'UUIDDeserializer':
      return uuid(charsetDecoder(encoding) ?? unknownCharset(encoding))
    case 'IntegerDeserializer':
      return sized(name, 4, (bytes) => String(bytes.readInt32BE()))
    case 'LongDeserializer':
      return sized(name, 8, (bytes) => String(bytes.readBigInt64BE()))
    case 'ShortDeserializer':
      return sized(name, 2, (bytes) => String(bytes.readInt16BE()))
    case 'FloatDeserializer':
      return sized('Deserializer', 4, (bytes) => floatText(bytes.readFloatBE()))
    case 'DoubleDeserializer':
      return sized('Deserializer', 8, (bytes) => doubleText(bytes.readDoubleBE()))
    case 'BooleanDeserializer':
      return boolean
    case 'BytesDeserializer':
      return bytesText
    case 'ByteBufferDeserializer':
      return ({length}) => `java.nio.HeapByteBuffer[pos=0 lim=${length} cap=${length}]`
    case 'VoidDeserializer':
      return () => {
        throw new JavaError('java.lang.IllegalArgumentException', 'Data should be null for a VoidDeserializer.')
      }
    default:
      return undefined
  }
}

/** Object.toString of a byte array: its class and an arbitrary hash. */
const identityText = (_: Buffer): Buffer => Buffer.from(`[B@${Math.floor(Math.random() * 0x7fff_ffff).toString(16)}`)

/** This deserializer is the only one that fails at the first record instead of when it is made. */
function unknownCharset(encoding: string): ToText {
  return () => {
    throw serializationException(`Error when deserializing byte[] to UUID due to unsupported encoding ${encoding}`)
  }
}
