import type {RecordReader} from '../../../records/readers/record-reader.ts'

/** A reader whose records may have to wait, for example for an answer of a registry. */
export interface ConsoleReader extends RecordReader {
  /** Set after `next` if its record is not complete yet: wait for it. Rejects with JavaError. */
  readonly completing?: Promise<void> | undefined
}
