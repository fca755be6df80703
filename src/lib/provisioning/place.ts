/** Where something is written: for messages, annotations and plans. */
export interface Place {
  /** As it was named on the command line, or found below a folder named there; `stdin`. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** `topics/orders.yaml:41`. */
export const placeText = ({file, line}: Place): string => `${file}:${line}`

/** `topics/orders.yaml:41:5`, as editors and compilers write it: for what is to be mended there. */
export const spotText = ({file, line, column}: Place): string => `${file}:${line}:${column}`

/** What is wrong or worth saying at a place. */
export interface Said {
  readonly place: Place
  /** A sentence without its full stop. */
  readonly text: string
  /** The kind of document that --skip-kinds passes over, where that is a way out. */
  readonly skips?: string | undefined
}

/** Files first in the order of their names, then by line and column. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1
