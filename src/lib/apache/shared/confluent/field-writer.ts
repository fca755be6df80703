/** What writes all keys, or all values. */
export interface FieldWriter {
  /** It knows the id. */
  readonly ready: boolean
  /** Raises JavaError where the text does not fit, also before it is ready. Null: the record has none. */
  bytes(text: string): Buffer | null
  /** Afterwards it is ready. Rejects with JavaError. */
  prepare(): Promise<void>
}
