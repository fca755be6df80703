// Kafka's ListDeserializer: elements of one type, printed like java.util.List.toString().
import {configException, JavaError, serializationException} from './errors.ts'

export type ToText = (bytes: Buffer) => string

const listClasses = [
  'java.util.ArrayList',
  'java.util.LinkedList',
  'java.util.Vector',
  'java.util.Stack',
  'java.util.concurrent.CopyOnWriteArrayList',
]
const fixedSizes: Readonly<Record<string, number>> = {Short: 2, Integer: 4, Float: 4, Long: 8, Double: 8, UUID: 36}
const serde = /^org\.apache\.kafka\.common\.serialization\.Serdes\$([A-Za-z]+)Serde$/

/**
 * Throws ConfigException as JavaError for properties that are missing or name a class that is not built in. `inner`
 * gets the short name of the class.
 */
export function listToText(
  properties: (name: string) => string | undefined,
  isKey: boolean,
  inner: (name: string) => ToText | undefined,
): ToText {
  const prefix = `default.list.${isKey ? 'key' : 'value'}.serde`
  const listClass = properties(`${prefix}.type`)
  if (listClass === undefined) throw configException(`ListDeserializer needs ${prefix}.type`)
  if (!listClasses.includes(listClass)) throw configException(`List type class "${listClass}" could not be found.`)
  const innerClass = properties(`${prefix}.inner`)
  if (innerClass === undefined) throw configException(`ListDeserializer needs ${prefix}.inner`)
  const name = serde.exec(innerClass)?.[1] ?? ''
  const element = inner(`${name}Deserializer`)
  if (!element) throw configException(`Inner serde class "${innerClass}" could not be found.`)
  return (bytes) =>
    `[${entries(bytes, fixedSizes[name])
      .map((entry) => (entry ? element(entry) : 'null'))
      .join(', ')}]`
}

/**
 * The entries; null for a null entry. Layout: a flag, the indexes of nulls (only for types of fixed size), a count,
 * and the entries, which have a length in front unless their size is fixed.
 */
function entries(bytes: Buffer, fixedSize: number | undefined): (Buffer | null)[] {
  let at = 0
  const int = () => {
    if (at + 4 > bytes.length)
      throw new JavaError('org.apache.kafka.common.KafkaException', 'Unable to deserialize into a List')
    at += 4
    return bytes.readInt32BE(at - 4)
  }
  const flag = bytes.length === 0 ? -1 : bytes.readInt8(at++)
  if (flag !== 0 && flag !== 1) throw serializationException('Invalid serialization strategy flag value')
  const nulls = new Set<number>()
  if (flag === 0) for (let left = int(); left !== 0; left--) nulls.add(int())
  const found: (Buffer | null)[] = []
  for (let index = 0, count = int(); index < count; index++) {
    const size = flag === 0 ? (fixedSize ?? 0) : int()
    if (size === -1 || nulls.has(index)) {
      found.push(null)
      continue
    }
    if (size < 0) throw new JavaError('java.lang.NegativeArraySizeException', String(size))
    if (size > 0 && at >= bytes.length) throw serializationException('End of the stream was reached prematurely')
    // As in Java, missing bytes at the end are zero.
    const entry = Buffer.alloc(size)
    at += bytes.copy(entry, 0, at, at + size)
    found.push(entry)
  }
  return found
}
