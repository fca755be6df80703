/**
 * UTF-8 as Java decodes it: what is invalid becomes U+FFFD. Other than for the web, half of a surrogate pair (CESU-8)
 * counts as one invalid sequence, not as one for each byte.
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
