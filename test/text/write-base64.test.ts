import {expect, test} from 'vitest'
import {TextBuffer} from '../../src/lib/text/text-buffer.ts'
import {writeBase64} from '../../src/lib/text/write-base64.ts'

test('bytes of every length and value are what Node makes of them', () => {
  const bytes = Buffer.from(Array.from({length: 1024}, (_, n) => (n * 167 + (n >> 3)) & 255))
  for (let length = 0; length < 260; length++)
    for (const start of [0, 1, 7, length]) {
      const to = new TextBuffer(8)
      to.text('x')
      writeBase64(bytes, start, start + length, to)
      expect(to.take().toString()).toBe(`x${bytes.toString('base64', start, start + length)}`)
    }
})
