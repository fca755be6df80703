import {javaText} from '../../records/formats/java-text.ts'

/** `new String(bytes, name)`. Undefined for a character set that is not supported here. */
export function charsetDecoder(name: string): ((bytes: Buffer) => string) | undefined {
  if (/^utf-?8$/i.test(name)) return javaText
  if (/^(?:iso[-_]?8859[-_]1|latin1)$/i.test(name)) return (bytes) => bytes.toString('latin1')
  if (/^(?:us-)?ascii$/i.test(name)) {
    return (bytes) => bytes.toString('latin1').replaceAll(/[\u0080-\u00ff]/g, '\ufffd')
  }
  if (/^utf-?16$/i.test(name)) return utf16
  try {
    const decoder = new TextDecoder(name, {ignoreBOM: true})
    return (bytes) => decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** Big-endian unless a byte order mark says otherwise. */
function utf16(bytes: Buffer): string {
  const mark = bytes.length >= 2 ? bytes.readUInt16BE() : 0
  return new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be').decode(bytes)
}
