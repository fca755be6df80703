// The parts of tables of stored messages other than the fields, which use the language of the API tables.
import type {Versions} from '../../wire/api.ts'
import type {Fields} from '../../wire/schema.ts'

export interface StoredMessage {
  readonly versions: Versions
  /** First version with compact lengths and tagged fields. */
  readonly flexible: number
  readonly fields: Fields
}
/** A record that its coordinator finds by its key; keys have version 0 only. */
export interface CoordinatorRecord {
  /** Apache's name, without Key and Value. */
  readonly name: string
  readonly key: Fields
  readonly value: StoredMessage
}
/** Records by the number at the beginning of their keys. */
export type CoordinatorRecords = Readonly<Record<number, CoordinatorRecord>>

export interface NamedMessage extends StoredMessage {
  /** Apache's name. */
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
