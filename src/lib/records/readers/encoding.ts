// Byte order marks: of UTF-8 they are left out, other encodings are told.
import {UsageError} from '../../cluster/errors.ts'

const utf8 = Buffer.from([0xef, 0xbb, 0xbf])
/** The longer ones first: UTF-32 in little-endian begins as UTF-16 does. */
const others = [
  ['UTF-32', 'little-endian', Buffer.from([0xff, 0xfe, 0, 0])],
  ['UTF-32', 'big-endian', Buffer.from([0, 0, 0xfe, 0xff])],
  ['UTF-16', 'little-endian', Buffer.from([0xff, 0xfe])],
  ['UTF-16', 'big-endian', Buffer.from([0xfe, 0xff])],
] as const
const longest = 4

/**
 * The same bytes, without a mark of UTF-8 in front. UsageError for UTF-16 and UTF-32. `anyBytes`: lines may be anything and
 * keep a mark of UTF-8; what could be no line of text but UTF-16 or UTF-32 is refused all the same.
 */
export async function* withoutByteOrderMark(
  chunks: AsyncIterable<Buffer>,
  {anyBytes}: {readonly anyBytes: boolean},
): AsyncGenerator<Buffer> {
  let start: Buffer | undefined = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (start === undefined) {
      yield chunk
      continue
    }
    start = Buffer.concat([start, chunk])
    // No longer than that: somebody may have typed a record of one letter, and wait for it.
    if (start.length < longest && beginsAsMark(start)) continue
    yield checked(start, anyBytes)
    start = undefined
  }
  if (start !== undefined && start.length > 0) yield checked(start, anyBytes)
}

const beginsAsMark = (start: Buffer) =>
  [utf8, ...others.map(([, , mark]) => mark)].some((mark) => {
    const length = Math.min(mark.length, start.length)
    return mark.compare(start, 0, length, 0, length) === 0
  })

function checked(start: Buffer, anyBytes: boolean): Buffer {
  const found = others.find(([, , mark]) => mark.equals(start.subarray(0, mark.length)))
  if (found && (!anyBytes || hasZeros(start))) {
    const [name, order] = found
    throw new UsageError(
      `the input is ${name} (${order}), and this needs UTF-8: convert it, for instance with iconv -f ${name} -t UTF-8`,
    )
  }
  return !anyBytes && utf8.equals(start.subarray(0, utf8.length)) ? start.subarray(utf8.length) : start
}

/** Every second byte of Latin text in UTF-16 is zero. */
const hasZeros = (bytes: Buffer) => bytes.subarray(0, 64).includes(0)
