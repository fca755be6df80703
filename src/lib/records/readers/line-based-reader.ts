/** The common part of the readers of lines. */
import type {LineSplitter} from './line-splitter.ts'
import type {OutgoingRecord, RecordReader} from './record-reader.ts'

export abstract class LineBasedReader implements RecordReader {
  protected readonly lines: LineSplitter
  abstract readonly record: OutgoingRecord

  constructor(lines: LineSplitter) {
    this.lines = lines
  }

  get line(): number {
    return this.lines.line
  }

  get offset(): number {
    return this.lines.offset
  }

  get consumed(): number {
    return this.lines.consumed
  }

  get text(): string {
    const {bytes, start, end} = this.lines
    return bytes.toString('utf8', start, end)
  }

  passed(lines: number, bytes: number): void {
    this.lines.passed(lines, bytes)
  }

  push(chunk: Buffer): void {
    this.lines.push(chunk)
  }

  end(): void {
    this.lines.finish()
  }

  abstract next(): boolean
}
