// Writes JSON strings from bytes, without making a JavaScript string.
import {isUtf8} from 'node:buffer'
import type {TextBuffer} from './text-buffer.ts'

/** How each byte is written in a JSON string. */
export interface JsonEscapes {
  /** For each byte: 0 unchanged, 1 part of a character beyond ASCII, 2 and more: an index into `texts` plus 2. */
  readonly kinds: Uint8Array
  readonly texts: readonly Buffer[]
}

/** `escape`: the text for a character that must not stand in a string unescaped. */
export function jsonEscapes(escape: (character: string) => string): JsonEscapes {
  const kinds = new Uint8Array(256).fill(1, 0x80)
  const texts: Buffer[] = []
  for (const code of [...Array(0x20).keys(), 0x22, 0x5c]) {
    kinds[code] = 2 + texts.length
    texts.push(Buffer.from(escape(String.fromCharCode(code))))
  }
  return {kinds, texts}
}

const asJavaScript = jsonEscapes((character) => JSON.stringify(character).slice(1, -1))

/** Writes a JSON string. False: the bytes are not UTF-8, and nothing was written. */
export function quotedText(
  to: TextBuffer,
  from: Uint8Array,
  start: number,
  end: number,
  {kinds, texts} = asJavaScript,
): boolean {
  const before = to.length
  to.reserve((end - start) * 6 + 2) // the most that a byte can become: an escape such as \u001f
  const target = to.buffer
  let at = before
  let checked = false
  target[at++] = 34
  for (let i = start; i < end; i++) {
    const byte = from[i] as number
    const kind = kinds[byte] as number
    if (kind === 0) target[at++] = byte
    else if (kind === 1) {
      if (!checked && !isUtf8(from.subarray(i, end))) return false
      checked = true
      target[at++] = byte
    } else {
      const escape = texts[kind - 2] as Buffer
      for (let k = 0; k < escape.length; k++) target[at++] = escape[k] as number
    }
  }
  target[at++] = 34
  to.length = at
  return true
}
