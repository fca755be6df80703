// Reads a file descriptor in large chunks, into buffers that are reused.
import {fstatSync, read, readSync} from 'node:fs'
import {Socket} from 'node:net'
import type {Readable} from 'node:stream'
import {isatty, ReadStream} from 'node:tty'
import {ExpectedError} from '../../errors/expected-error.ts'
import {inputFailed} from '../../errors/input-failed.ts'
import {isNode} from '../../runtime/engine.ts'
import {reopenPipe} from '../../runtime/reopen-pipe.ts'

const chunkSize = 256 * 1024

/** The input stopped without a regular end, so some of it may be missing. */
export class InputCut extends ExpectedError {
  override readonly name = 'InputCut'

  constructor(options?: ErrorOptions) {
    super('the input stopped before its end; what came before was read', options)
  }
}

/**
 * Chunks of a file, pipe or terminal (standard input is 0), each valid until the next is requested. Ends without an
 * error when the signal aborts, even while it waits for input. Throws InputCut if it ends without an end of file from
 * the kernel.
 */
export function fileChunks(fd: number, signal?: AbortSignal): AsyncIterable<Buffer> {
  if (isatty(fd)) return streamChunks(fd === 0 && !isNode ? process.stdin : new ReadStream(fd), signal)
  if (!isNode) return readChunks(fd, signal)
  const kind = fstatSync(fd)
  if (kind.isFIFO()) return socketChunks(reopenPipe(fd, 'read') ?? fd, signal)
  return kind.isSocket() ? socketChunks(fd, signal) : readChunks(fd, signal)
}

/** Files: the next chunk is read while this one is being processed. */
async function* readChunks(fd: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const piece = (buffer: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      read(fd, buffer, 0, buffer.length, null, (error, length) =>
        error ? reject(inputFailed(error)) : resolve(buffer.subarray(0, length)),
      )
    })
  let buffer: Buffer = Buffer.allocUnsafeSlow(chunkSize)
  let spare: Buffer = Buffer.allocUnsafeSlow(chunkSize)
  let next = piece(buffer)
  const {promise: aborted, resolve} = Promise.withResolvers<undefined>()
  const abort = () => resolve(undefined)
  signal?.addEventListener('abort', abort, {once: true})
  try {
    while (!signal?.aborted) {
      const chunk = await Promise.race([next, aborted])
      if (chunk === undefined || chunk.length === 0) return
      ;[buffer, spare] = [spare, buffer]
      next = piece(buffer)
      yield chunk
    }
  } finally {
    signal?.removeEventListener('abort', abort)
    next.catch(() => undefined)
  }
}

/**
 * Pipes and sockets are read without a thread, because a thread that blocks in read() would also block the end of the
 * process.
 */
async function* socketChunks(fd: number, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(chunkSize)
  let chunk: Buffer | undefined
  let ended = false
  let failure: Error | undefined
  let wake = () => {}
  const socket = new Socket({
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer,
      callback(length: number) {
        chunk = buffer.subarray(0, length)
        wake()
        return false // read no more until the buffer has been processed
      },
    },
  })
  const end = () => {
    ended = true
    wake()
  }
  socket.once('end', () => {
    failure ??= overFor(fd)
    end()
  })
  socket.once('close', () => {
    if (!ended) failure ??= new InputCut()
    end()
  })
  socket.once('error', (error) => {
    failure = error
    end()
  })
  signal?.addEventListener('abort', end, {once: true})
  try {
    while (!signal?.aborted) {
      if (!chunk && !ended) await new Promise<void>((resolve) => (wake = resolve))
      if (chunk && !signal?.aborted) {
        const taken = chunk
        chunk = undefined
        yield taken
        socket.resume()
      } else if (failure) throw failure
      else if (ended) return
    }
  } finally {
    signal?.removeEventListener('abort', end)
    socket.destroy()
  }
}

/** Undefined if the kernel reports that nothing more follows. */
function overFor(fd: number): Error | undefined {
  try {
    return readSync(fd, Buffer.alloc(1)) === 0 ? undefined : new InputCut()
  } catch (error) {
    return new InputCut({cause: error})
  }
}

/** Chunks of any stream, which is destroyed at the end. */
export async function* streamChunks(stream: Readable, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const end = () => stream.destroy()
  // A signal that is already aborted no longer calls its listeners.
  if (signal?.aborted) return void end()
  signal?.addEventListener('abort', end, {once: true})
  try {
    for await (const chunk of stream) yield chunk as Buffer
  } catch (error) {
    if (!signal?.aborted) throw error
  } finally {
    signal?.removeEventListener('abort', end)
    stream.destroy()
  }
}
