/**
 * Decodes UTF-8 as Java does: an invalid sequence becomes U+FFFD. Unlike in the web's standard, an encoded surrogate
 * (CESU-8) is one invalid sequence, not one per byte.
 */
export function javaText(bytes: Buffer): string {
  const text = bytes.toString()
  if (!text.includes('\ufffd\ufffd')) return text
  const replaced: Buffer[] = []
  let start = 0
  for (let at = bytes.indexOf(0xed); at >= 0; at = bytes.indexOf(0xed, at + 1)) {
    if (!within(bytes[at + 1], 0xa0)) continue
    const end = at + (within(bytes[at + 2], 0x80) ? 3 : 2)
    replaced.push(bytes.subarray(start, at), replacement)
    start = end
  }
  replaced.push(bytes.subarray(start))
  return Buffer.concat(replaced).toString()
}

const replacement = Buffer.from('\ufffd')
const within = (byte: number | undefined, from: number) => byte !== undefined && byte >= from && byte <= 0xbf
