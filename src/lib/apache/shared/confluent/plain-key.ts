// Keys that have no schema: `key.serializer` is one of Kafka's own.
import {configException, JavaError} from '../../java/errors.ts'
import type {FieldWriter} from './field-writer.ts'

const serialization = 'org.apache.kafka.common.serialization.'

const integers: Readonly<Record<string, {readonly bytes: number; readonly what: string}>> = {
  LongSerializer: {bytes: 8, what: 'long'},
  IntegerSerializer: {bytes: 4, what: 'int'},
  ShortSerializer: {bytes: 2, what: 'short'},
}

/**
 * Confluent's reader passes numbers to these three serializers, and text to all others. Throws ConfigException as
 * JavaError.
 */
export function plainKeyWriter(className: string): FieldWriter {
  const name = className.startsWith(serialization) ? className.slice(serialization.length) : ''
  const integer = Object.hasOwn(integers, name) ? integers[name] : undefined
  if (!integer && name !== 'StringSerializer')
    throw configException(
      `Error initializing key.serializer: ${className} (built in are StringSerializer, ${Object.keys(integers).join(', ')} of ${serialization}*)`,
    )
  return {
    ready: true,
    prepare: () => Promise.resolve(),
    bytes: integer ? (text) => integerBytes(text, integer) : (text) => Buffer.from(text),
  }
}

function integerBytes(text: string, {bytes, what}: {readonly bytes: number; readonly what: string}): Buffer {
  const value = /^[+-]?\d{1,20}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
  if (value === undefined || BigInt.asIntN(bytes * 8, value) !== value)
    throw new JavaError('java.lang.NumberFormatException', `For input string: "${text}" (the key should be a ${what})`)
  const whole = Buffer.alloc(8)
  whole.writeBigInt64BE(value)
  return whole.subarray(8 - bytes)
}
