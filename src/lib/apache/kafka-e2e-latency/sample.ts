import type {Header} from '../../records/readers/record-reader.ts'
import {JavaRandom} from '../java/random.ts'

export interface SampleSizes {
  readonly key: number
  readonly value: number
  readonly headers: number
  readonly headerKey: number
  /** -1 means null. */
  readonly headerValue: number
}

export interface Sample {
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: readonly Header[]
}

/** Makes records as Apache's tool does: each part is one repeated letter, the same in every run. */
export function samples({key, value, headers, headerKey, headerValue}: SampleSizes): () => Sample {
  const random = new JavaRandom(0)
  const bytes = (size: number) => Buffer.alloc(size, random.below(26) + 65)
  return () => ({
    key: bytes(key),
    value: bytes(value),
    headers: Array.from({length: headers}, () => [bytes(headerKey), headerValue < 0 ? null : bytes(headerValue)]),
  })
}

export interface Received {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly Header[]
}

/** What is wrong with what was received, in Apache's words; undefined if nothing is. */
export function difference(sent: Sample, received: readonly Received[]): string | undefined {
  const [record] = received
  if (!record) return 'poll() timed out before finding a result (timeout:[60000ms])'
  const [value, key] = [textOf(record.value), textOf(record.key)]
  if (value !== textOf(sent.value))
    return `The message value read [${value}] did not match the message value sent [${textOf(sent.value)}]`
  if (key === null) return 'Expected message key but received null'
  if (key !== textOf(sent.key))
    return `The message key read [${key}] did not match the message key sent [${textOf(sent.key)}]`
  const headers = sent.headers.length === 0 ? undefined : headerDifference(sent.headers, record.headers)
  if (headers !== undefined) return headers
  if (received.length !== 1) return `Only one result was expected during this test. We found [${received.length}]`
  return undefined
}

const textOf = (bytes: Uint8Array | null) => (bytes === null ? null : Buffer.from(bytes).toString())

function headerDifference(sent: readonly Header[], received: readonly Header[]): string | undefined {
  if (received.length === 0) return 'Expected message headers but received none'
  for (const [at, header] of sent.entries()) {
    const found = received[at]
    if (found && headerText(found) !== headerText(header))
      return `The message header read ${headerText(found)} did not match the message header sent ${headerText(header)}`
  }
  return sent.length === received.length ? undefined : 'Header count mismatch between sent and received messages'
}

/** Arrays.toString of the bytes, which are signed in Java. */
const headerText = ([name, value]: Header) =>
  `[${textOf(name)}:${value === null ? 'null' : `[${[...Int8Array.from(value)].join(', ')}]`}]`
