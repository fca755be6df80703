// What tables of messages in logs say beside their fields; the fields are in the language of the API tables.
import type {Versions} from '../../wire/api.ts'
import type {Fields} from '../../wire/schema.ts'

export interface StoredMessage {
  readonly versions: Versions
  /** First version with compact lengths and tagged fields. */
  readonly flexible: number
  readonly fields: Fields
}
/** A record that its coordinator finds again by its key; keys have version 0 only. */
export interface CoordinatorRecord {
  /** Apache's, without Key and Value. */
  readonly name: string
  readonly key: Fields
  readonly value: StoredMessage
}
/** Records by the number with which their key begins. */
export type CoordinatorRecords = Readonly<Record<number, CoordinatorRecord>>

export interface NamedMessage extends StoredMessage {
  /** Apache's. */
  readonly name: string
}
/** Records by the number after the frame version (RecordSerde). */
export type StoredRecords = Readonly<Record<number, NamedMessage>>

export const stored = (versions: Versions, flexible: number, fields: Fields): StoredMessage => ({
  versions,
  flexible,
  fields,
})

/** All of these are flexible from version 0 on. */
export const named = (name: string, versions: Versions, fields: Fields): NamedMessage => ({
  name,
  versions,
  flexible: 0,
  fields,
})
