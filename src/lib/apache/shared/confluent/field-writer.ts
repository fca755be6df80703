/** Writes all keys, or all values. */
export interface FieldWriter {
  /** Whether the id of the schema is known. */
  readonly ready: boolean
  /**
   * The payload; null: the record has none. Throws JavaError if the text does not fit the schema, even before
   * `ready`.
   */
  bytes(text: string): Buffer | null
  /** Looks the id up, after which the writer is ready. Rejects with JavaError. */
  prepare(): Promise<void>
}
