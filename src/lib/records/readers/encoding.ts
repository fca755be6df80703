// Byte order marks: the mark of UTF-8 is removed, other encodings are refused.
import {UsageError} from '../../cluster/errors.ts'

const utf8 = Buffer.from([0xef, 0xbb, 0xbf])
/** The longer ones come first, because UTF-32 in little-endian begins like UTF-16. */
const others = [
  ['UTF-32', 'little-endian', Buffer.from([0xff, 0xfe, 0, 0])],
  ['UTF-32', 'big-endian', Buffer.from([0, 0, 0xfe, 0xff])],
  ['UTF-16', 'little-endian', Buffer.from([0xff, 0xfe])],
  ['UTF-16', 'big-endian', Buffer.from([0xfe, 0xff])],
] as const
const longest = 4

/**
 * The same bytes without a UTF-8 mark at the beginning. Throws UsageError for UTF-16 and UTF-32. `anyBytes`: lines may
 * hold any bytes and keep a UTF-8 mark, but input that can only be UTF-16 or UTF-32 is still refused.
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
    if (isUndecided(start)) continue
    yield checked(start, anyBytes)
    start = undefined
  }
  if (start !== undefined && start.length > 0) yield checked(start, anyBytes)
}

/**
 * Whether more bytes are needed to decide. Only what begins like a mark is held back: a first line may be shorter than
 * a mark, and the next line may take long to arrive.
 */
const isUndecided = (start: Buffer) =>
  start.length < longest &&
  [utf8, ...others.map(([, , mark]) => mark)].some((mark) => {
    const length = Math.min(mark.length, start.length)
    return mark.subarray(0, length).equals(start.subarray(0, length))
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

/** In UTF-16, every second byte of Latin text is zero. */
const hasZeros = (bytes: Buffer) => bytes.subarray(0, 64).includes(0)
