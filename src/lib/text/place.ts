/** A position in a file, for messages, annotations and plans. */
export interface Place {
  /** The path as given on the command line or found below a folder given there; `stdin`. */
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  readonly column: number
}

/** `topics/orders.yaml:41`. */
export const placeText = ({file, line}: Place): string => `${file}:${line}`

/** `topics/orders.yaml:41:5`, as editors and compilers write it, for problems to fix there. */
export const spotText = ({file, line, column}: Place): string => `${file}:${line}:${column}`

/** Sorts by file name, then line, then column. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1
