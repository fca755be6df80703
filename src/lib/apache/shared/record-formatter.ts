import type {Decoding} from '../../records/consume/decoding.ts'
import type {Format} from '../../records/formats/format.ts'

/** What a console consumer prints records with. */
export interface RecordFormatter {
  readonly format: Format
  /** What the format sees instead of the bytes, of formatters that ask a registry. */
  readonly decoding?: Decoding | undefined
  readonly close?: (() => void) | undefined
}
