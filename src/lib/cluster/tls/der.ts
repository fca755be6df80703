// Reads ASN.1 in PKCS#12 files: DER, and those parts of BER that old exporters write (indefinite lengths, strings in
// pieces; X.690).

export interface Element {
  readonly tag: number
  readonly content: Buffer
  /** The bytes with tag and length. */
  readonly whole: Buffer
}

export const tags = {integer: 0x02, octets: 0x04, oid: 0x06, sequence: 0x30, set: 0x31, bmpString: 0x1e} as const

const isConstructed = 0x20

/** Throws RangeError if the bytes are not ASN.1. */
export function element(bytes: Buffer, at = 0): Element {
  const bad = () => new RangeError('these bytes are not ASN.1')
  const tag = bytes[at]
  const first = bytes[at + 1]
  // No supported format has tags of more than one byte.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) throw bad()
  let start = at + 2
  let length = first
  if (first === 0x80) {
    if ((tag & isConstructed) === 0) throw bad()
    // An indefinite length ends at two zero bytes.
    let end = start
    while (bytes[end] !== 0 || bytes[end + 1] !== 0) end += element(bytes, end).whole.length
    return {tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end + 2)}
  }
  if (first > 0x80) {
    const digits = first & 0x7f
    if (digits > 4 || start + digits > bytes.length) throw bad()
    length = bytes.readUIntBE(start, digits)
    start += digits
  }
  const end = start + length
  if (end > bytes.length) throw bad()
  return {tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end)}
}

/** The elements in a sequence, a set or an explicit tag. */
export function children({content}: Element): Element[] {
  const found: Element[] = []
  for (let at = 0; at < content.length;) {
    const next = element(content, at)
    found.push(next)
    at += next.whole.length
  }
  return found
}

/** One child, counted from 0; RangeError if it does not exist. */
export function child(parent: Element, index: number): Element {
  const found = children(parent)[index]
  if (!found) throw new RangeError(`an ASN.1 element has no part ${index + 1}`)
  return found
}

/** The bytes of an octet string, in one piece or in several. */
export const octets = (string: Element): Buffer =>
  (string.tag & isConstructed) === 0 ? string.content : Buffer.concat(children(string).map(octets))

export function integer({content}: Element): number {
  if (content.length === 0 || content.length > 6) throw new RangeError('an ASN.1 number is out of range')
  return content.readIntBE(0, content.length)
}

/** In dotted form: `1.2.840.113549.1.7.1`. */
export function oid({content}: Element): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if ((byte & 0x80) !== 0) continue
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40))
      arcs.push(first, arc - first * 40)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}
