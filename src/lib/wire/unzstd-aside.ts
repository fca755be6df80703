// Decompresses zstd frames on other threads, in contexts and memory that are reused: creating them for each batch would
// cost as much as the decompression itself.
import type {ZstdDecompress} from 'node:zlib'
import {CorruptData} from './corrupt-data.ts'
import {isOneFrame} from './unzstd.ts'
import {zlib} from './zlib.ts'

/** The number of threads that usually have nothing better to do. */
const mostLanes = 2
/** Large enough for usual batches; only the pages that are written use physical memory. */
const chunkSize = 2 ** 20
const mostSpares = 8
const lanes: Lane[] = []
const spares: Buffer[] = []

/**
 * Where zlib's streams write, and from which position. The names are Node's internal ones (at least 18 to 24). A stream
 * without them allocates buffers by itself.
 */
interface Insides {
  _outBuffer?: Buffer
  _outOffset?: number
}

/**
 * Undefined for anything but exactly one whole frame. Rejects with zlib's error, or with CorruptData above `limit`
 * bytes. The caller may return the result's memory with `giveBack`.
 */
export function unzstdAside(data: Buffer, limit: number): Promise<Buffer> | undefined {
  if (!isOneFrame(data)) return undefined
  let lane = lanes.find(({idle}) => idle)
  if (!lane && lanes.length < mostLanes) lanes.push((lane = new Lane()))
  lane ??= lanes.reduce((least, each) => (each.waiting < least.waiting ? each : least))
  return lane.decompress(data, limit)
}

/** Takes back results of `unzstdAside` that are no longer read; other buffers are ignored. */
export function giveBack(result: Buffer): void {
  const {buffer} = result
  if (!lent.delete(buffer) || spares.length >= mostSpares) return
  spares.push(Buffer.from(buffer as ArrayBuffer))
}

const lent = new WeakSet<ArrayBufferLike>()

/** A stream that gets one frame after the other. At the end of a frame, a context is as good as new. */
class Lane {
  waiting = 0
  #stream: ZstdDecompress | undefined
  #last: Promise<unknown> = Promise.resolve()
  #pieces: Buffer[] = []
  #length = 0
  #limit = 0
  #failed: (error: Error) => void = () => undefined

  get idle(): boolean {
    return this.waiting === 0
  }

  decompress(data: Buffer, limit: number): Promise<Buffer> {
    this.waiting++
    const run = () => this.#run(data, limit).finally(() => this.waiting--)
    const result = this.#last.then(run, run)
    this.#last = result
    return result
  }

  #run(data: Buffer, limit: number): Promise<Buffer> {
    const stream = (this.#stream ??= this.#open())
    this.#pieces = []
    this.#length = 0
    this.#limit = limit
    const insides = stream as Insides
    if (insides._outBuffer?.length === chunkSize && insides._outOffset !== undefined) {
      const space = spares.pop() ?? Buffer.allocUnsafeSlow(chunkSize)
      lent.add(space.buffer)
      insides._outBuffer = space
      insides._outOffset = 0
    }
    return new Promise((resolve, reject) => {
      this.#failed = reject
      stream.write(data, (error) => {
        if (error) return this.#fail(stream, error)
        if (this.#stream !== stream) return
        const [first, ...more] = this.#pieces
        resolve(first && more.length === 0 ? first : Buffer.concat(this.#pieces))
        this.#pieces = []
      })
    })
  }

  #open(): ZstdDecompress {
    const stream = zlib().createZstdDecompress({chunkSize})
    stream.on('error', (error) => this.#fail(stream, error))
    stream.on('data', (piece: Buffer) => {
      this.#pieces.push(piece)
      this.#length += piece.length
      if (this.#length <= this.#limit) return
      this.#fail(stream, new CorruptData(`more than ${this.#limit} bytes of zstd content`))
      stream.destroy()
    })
    return stream
  }

  /** Later events of a stream that has failed are ignored. */
  #fail(stream: ZstdDecompress, error: Error) {
    if (this.#stream !== stream) return
    this.#stream = undefined
    this.#failed(error)
  }
}
