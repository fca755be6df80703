// What messages and Google's special types need from each other.
import type {Type} from 'protobufjs'
import type {DecodedForm} from '../payload.ts'

export type MessageForm = Pick<DecodedForm, 'longs' | 'logical' | 'protoDefaults' | 'protoNames' | 'protoJava'>

/** A message by its full name; undefined: not in the schema. */
export type Lookup = (name: string) => Type | undefined

/** Writes messages of any type as JSON. */
export interface MessageWriter {
  /** Throws `DecodeError` unless all bytes form such a message. */
  text(type: Type, bytes: Buffer, start: number, end: number): string
  /** `"name":value` of each field. */
  members(type: Type, bytes: Buffer, start: number, end: number): string[]
}
