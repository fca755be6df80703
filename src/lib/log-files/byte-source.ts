// The source of a log's bytes: a file, or a pipe such as standard input, which is read once from its beginning.
import {closeSync, fstatSync, openSync, readSync} from 'node:fs'

export interface ByteSource {
  /** Undefined if the size is known only at the end. */
  readonly size: number | undefined
  /**
   * Reads bytes into `target` from `at` on and returns their number, which is less than `length` only at the end.
   * `position`: of the first byte in the file; a pipe must be read in order.
   */
  read(target: Buffer, at: number, length: number, position: number): number | Promise<number>
  close(): void
}

/** Throws the errors of Node's fs. The size is the present one: what a broker appends later is not read. */
export function openFile(path: string): ByteSource {
  const fd = openSync(path, 'r')
  let size: number
  try {
    const stat = fstatSync(fd)
    if (stat.isDirectory()) readSync(fd, Buffer.alloc(1)) // raises EISDIR
    size = stat.size
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return {
    size,
    read(target, at, length, position) {
      let read = 0
      while (read < length) {
        const more = readSync(fd, target, at + read, length - read, position + read)
        if (more === 0) break
        read += more
      }
      return read
    },
    close: () => closeSync(fd),
  }
}

/** A stream, which must be read in order. */
export function streamSource(stream: AsyncIterable<Uint8Array>): ByteSource {
  const chunks = stream[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  return {
    size: undefined,
    async read(target, at, length) {
      let read = 0
      while (read < length) {
        if (rest.length === 0) {
          const {value, done} = await chunks.next()
          if (done) break
          rest = value
        }
        const part = rest.subarray(0, length - read)
        target.set(part, at + read)
        rest = rest.subarray(part.length)
        read += part.length
      }
      return read
    },
    close: () => void chunks.return?.(),
  }
}
