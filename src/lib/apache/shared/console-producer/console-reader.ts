import type {RecordReader} from '../../../records/readers/record-reader.ts'

/** A reader whose records may need something from elsewhere first. */
export interface ConsoleReader extends RecordReader {
  /** After `next`, where its record is not complete yet: wait for it. Rejects with JavaError. */
  readonly completing?: Promise<void> | undefined
}
