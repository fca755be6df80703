import {once} from 'node:events'
import {connect, type AddressInfo} from 'node:net'
import {createServer as createHttpServer} from 'node:http'
import {createServer as createTlsServer} from 'node:tls'
import {describe, expect, test} from 'vitest'
import {FrameReader} from '../../src/lib/wire/frames.ts'
import {NotKafka} from '../../src/lib/wire/not-kafka.ts'

function frame(id: number, body: string) {
  const bytes = Buffer.alloc(8 + body.length)
  bytes.writeInt32BE(4 + body.length, 0)
  bytes.writeInt32BE(id, 4)
  bytes.write(body, 8)
  return bytes
}
const three = Buffer.concat([frame(1, 'first'), frame(-2, ''), frame(3, 'the third one')])
const expected = ['1 first', '-2 ', '3 the third one']

function collect(push: (frames: FrameReader) => void, allocate?: (size: number) => Buffer) {
  const found: string[] = []
  push(new FrameReader((id, body) => found.push(`${id} ${body.toString()}`), allocate))
  return found
}

describe('the rest of a large body, read directly to its place', () => {
  const text = 'abcdefg '.repeat(30_000)
  const large = frame(5, text)
  const head = 20_000

  test.each([1, 64 * 1024, 100_000, 1e9])('up to %i bytes at a time', (most) => {
    let copied = 0
    const found = collect((frames) => {
      const stream = Buffer.concat([frame(4, 'before'), large, frame(6, 'after')])
      for (let at = 0; at < stream.length;) {
        const space = frames.space()
        if (!space) copied += Math.min(head, stream.length - at)
        const into = space ?? Buffer.alloc(head)
        const length = stream.copy(into, 0, at, at + (space ? most : head))
        frames.push(into, length)
        at += length
      }
    })
    expect(found).toEqual(['4 before', `5 ${text}`, '6 after'])
    // What is missing in the end is too little to be worth it.
    expect(copied).toBeLessThan(head + 64 * 1024 + head)
  })

  test('is the missing part of what the owner allocated', () => {
    const body = Buffer.alloc(text.length)
    const frames = new FrameReader(
      () => {},
      () => body,
    )
    frames.push(large.subarray(0, head))
    const space = frames.space()
    expect(space?.length).toBe(large.length - head)
    expect(space?.buffer).toBe(body.buffer)
    space?.write('direct')
    expect(body.toString('utf8', head - 8, head - 2)).toBe('direct')
  })

  test('there is no space before a frame, in a short one, and once its rest is short', () => {
    const frames = new FrameReader(() => {})
    expect(frames.space()).toBeUndefined()
    frames.push(frame(1, 'short').subarray(0, 10))
    expect(frames.space()).toBeUndefined()
    frames.push(frame(1, 'short').subarray(10))
    frames.push(large.subarray(0, large.length - 65_536))
    expect(frames.space()?.length).toBe(65_536)
    frames.push(large.subarray(large.length - 65_536, large.length - 65_535))
    expect(frames.space()).toBeUndefined()
  })

  test('bytes in another buffer are copied, whatever was offered', () => {
    const found = collect((frames) => {
      frames.push(large.subarray(0, head))
      frames.space()
      frames.push(large.subarray(head))
    })
    expect(found).toEqual([`5 ${text}`])
  })
})

describe('frames in any pieces', () => {
  test('every split in two', () => {
    for (let at = 0; at <= three.length; at++) {
      const found = collect((frames) => {
        frames.push(three.subarray(0, at))
        frames.push(three.subarray(at))
      })
      expect(found).toEqual(expected)
    }
  })

  test('every split in three', () => {
    for (let first = 0; first <= three.length; first++) {
      for (let second = first; second <= three.length; second++) {
        const found = collect((frames) => {
          for (const part of [three.subarray(0, first), three.subarray(first, second), three.subarray(second)]) {
            frames.push(part)
          }
        })
        expect(found).toEqual(expected)
      }
    }
  })

  test.each([1, 2, 3, 7])('pieces of %i bytes', (size) => {
    const found = collect((frames) => {
      for (let at = 0; at < three.length; at += size) frames.push(three.subarray(at, at + size))
    })
    expect(found).toEqual(expected)
  })

  test('a frame is delivered with its last byte, even if it has no body', () => {
    expect(collect((frames) => frames.push(frame(7, '')))).toEqual(['7 '])
  })

  test('in a reused buffer: bodies do not change with it, and bytes after `length` are ignored', () => {
    const bodies: Buffer[] = []
    const frames = new FrameReader((_, body) => bodies.push(body))
    const reused = Buffer.alloc(200, 0xee)
    three.copy(reused)
    frames.push(reused, three.length)
    reused.fill(0)
    expect(bodies.map(String)).toEqual(['first', '', 'the third one'])
  })

  test("bodies are in the owner's buffer, which may be larger", () => {
    const pool = Buffer.alloc(1000)
    const asked: number[] = []
    const allocate = (size: number) => {
      asked.push(size)
      return pool
    }
    expect(collect((frames) => frames.push(three), allocate)).toEqual(expected)
    expect(asked).toEqual([5, 0, 13])
    expect(pool.toString('utf8', 0, 13)).toBe('the third one')
  })
})

describe('other protocols', () => {
  const http = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'
  test.each([
    [
      'a TLS alert (7 bytes in all)',
      Buffer.from('15030100020246', 'hex'),
      'tls',
      'the other side speaks TLS, but was addressed in plain text',
    ],
    [
      'a TLS 1.3 handshake',
      Buffer.from('160303007a020000', 'hex'),
      'tls',
      'the other side speaks TLS, but was addressed in plain text',
    ],
    ['HTTP', Buffer.from(http), 'http', "the other side is an HTTP server (it sent 'HTTP/1.1 400 Bad Request')"],
    [
      'SSH',
      Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'),
      'unknown',
      "the other side does not speak Kafka (it sent 'SSH-2.0-OpenSSH_9.2')",
    ],
    [
      'Redis',
      Buffer.from('-ERR unknown command\r\n'),
      'unknown',
      "the other side does not speak Kafka (it sent '-ERR unknown command')",
    ],
    [
      'a size of three',
      Buffer.from('0000000301020304', 'hex'),
      'unknown',
      "the other side does not speak Kafka (it sent '0000000301020304')",
    ],
    [
      'a negative size',
      Buffer.from('fffffffe', 'hex'),
      'unknown',
      "the other side does not speak Kafka (it sent 'fffffffe')",
    ],
  ] as const)('%s', (_, bytes, speaks, message) => {
    expect(() => collect((frames) => frames.push(bytes))).toThrow(
      expect.objectContaining({name: 'NotKafka', speaks, message}),
    )
    // also when the size arrives in pieces
    const inPieces = () =>
      collect((frames) => {
        for (const byte of bytes) frames.push(Buffer.from([byte]))
      })
    expect(inPieces).toThrow(NotKafka)
  })

  test('a large Fetch response is accepted', () => {
    const asked: number[] = []
    const head = Buffer.alloc(8)
    head.writeInt32BE(300 * 2 ** 20, 0)
    collect(
      (frames) => frames.push(head),
      (size) => {
        asked.push(size)
        return Buffer.alloc(0)
      },
    )
    expect(asked).toEqual([300 * 2 ** 20 - 4])
  })

  const request = Buffer.from('00000014001200000000000100046b61666b6974000000', 'hex')
  test.each([
    ['http', () => createHttpServer()],
    ['tls', () => createTlsServer({})],
  ] as const)('a real %s server asked in Kafka', async (speaks, create) => {
    const server = create()
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
    socket.on('error', () => {})
    let found: unknown
    const frames = new FrameReader(() => {})
    socket.on('data', (chunk) => {
      try {
        frames.push(chunk)
      } catch (error) {
        found ??= error
      }
    })
    socket.write(request)
    await once(socket, 'close')
    server.close()
    if (found === undefined) return // Node's TLS server hangs up without an alert
    expect(found).toMatchObject({speaks})
  })
})
