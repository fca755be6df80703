import type {Decoding} from '../../records/consume/decoding.ts'
import type {Format} from '../../records/formats/format.ts'

/** Prints records for a console consumer. */
export interface RecordFormatter {
  readonly format: Format
  /** For formatters that use a registry: decodes what the format then prints instead of the bytes. */
  readonly decoding?: Decoding | undefined
  readonly close?: (() => void) | undefined
}
