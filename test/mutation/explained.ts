// Changes that no test notices because no caller can: each was read, and says why.
export interface Explained {
  /** The line as it stands in the file, without blanks around it. */
  readonly text: string
  readonly was: string
  readonly becomes: string
}

const reasons: Readonly<Record<string, readonly (Partial<Explained> & {readonly why: string})[]>> = {}

/** Why no test can notice the change; undefined if nobody has said so. */
export function explained(file: string, change: Explained): string | undefined {
  const fits = reasons[file]?.find(
    ({text = change.text, was = change.was, becomes = change.becomes}) =>
      text === change.text && was === change.was && becomes === change.becomes,
  )
  return fits?.why
}
