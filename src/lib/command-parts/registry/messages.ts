// The messages of Confluent's compatibility check, which are objects in a notation that is not JSON: `{errorType:'X',
// description:'…', additionalInfo:'…'}`.

export interface CheckReason {
  /** `READER_FIELD_MISSING_DEFAULT_VALUE`; null in a message of another form. */
  readonly type: string | null
  /** The place in the schema: `/fields/1`. */
  readonly path: string | null
  /** The sentence. */
  readonly text: string
}

/** Undefined for a message that only says what was compared (`{oldSchema: …}`, `{compatibility: …}`). */
export function checkReason(message: string): CheckReason | undefined {
  const [, type, text] =
    /^\{\s*errorType:'([A-Z_]+)',\s*description:'(.*?)'(?:,\s*additionalInfo:.*)?\}$/s.exec(message) ?? []
  if (type !== undefined && text !== undefined) {
    const path = /path '([^']*)'/.exec(text)?.[1] ?? null
    return {type, path, text}
  }
  if (/^\{\s*(?:oldSchemaVersion|oldSchema|compatibility|validateFields)\s*:/.test(message)) return undefined
  return {type: null, path: null, text: message}
}

/** Only the sentence; '' for a message that gives no reason. */
export const shownMessage = (message: string): string => checkReason(message)?.text ?? ''
