// A TCP connection without node:net for programs run by bun: its net module and dependencies take 5 ms to load, a
// quarter of a short command.
import type {Address} from './address.ts'

/** The socket operations that a connection uses, provided by net.Socket or by this module. */
export interface Link {
  readonly connecting: boolean
  readonly destroyed: boolean
  /** `done` is called when the bytes have left the process, or when they never will. */
  write(chunk: Uint8Array | '', done?: () => void): unknown
  cork(): void
  uncork(): void
  destroy(error?: Error): unknown
}

interface Events {
  receive(buffer: Buffer, length: number): unknown
}

interface BunSocket {
  write(chunk: Uint8Array): number
  end(): void
  setNoDelay(on: boolean): void
  setKeepAlive(on: boolean): void
}
interface Bun {
  dns: {lookup(host: string): Promise<readonly {readonly address: string}[]>}
  connect(options: {hostname: string; port: number; socket: object}): Promise<BunSocket>
}
const {Bun: bun} = globalThis as {Bun?: Bun}

export const hasQuickLinks = bun !== undefined

/**
 * A connection to the only address of a name. Undefined if there are several addresses or if it fails: node:net then
 * tries all of them, and reports why. Throws the signal's reason.
 */
export async function quickLink(target: Address, events: Events, signal: AbortSignal): Promise<QuickLink | undefined> {
  if (!bun) return undefined
  const {promise: aborted, reject} = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, {once: true})
  const link = new QuickLink()
  try {
    const connected = onlyAddress(bun, target.host).then(async (hostname) => {
      if (hostname === undefined) return undefined
      const socket = await bun.connect({hostname, port: target.port, socket: link.handlers(events)})
      // Too late: no caller is waiting any more.
      if (signal.aborted) socket.end()
      return link
    })
    return await Promise.race([connected.catch(() => undefined), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function onlyAddress({dns}: Bun, host: string): Promise<string | undefined> {
  if (/^[\d.]+$/.test(host)) return host
  const [first, ...more] = new Set((await dns.lookup(host)).map(({address}) => address))
  return more.length > 0 ? undefined : first
}

export class QuickLink implements Link {
  readonly connecting = false
  destroyed = false
  /** What the kernel has not accepted yet, in order; a function is called once everything before it was accepted. */
  readonly #queue: (Uint8Array | (() => void))[] = []
  #socket: BunSocket | undefined
  #corked = false
  #closed: ((error?: Error) => void) | undefined
  #error: Error | undefined

  /** Emits `error` and `close` as a net.Socket does, after the call that caused it. */
  onClose(closed: (error?: Error) => void): void {
    this.#closed = closed
    if (this.destroyed) this.#tell()
  }

  handlers({receive}: Events) {
    return {
      open: (socket: BunSocket) => {
        socket.setNoDelay(true)
        socket.setKeepAlive(true)
        this.#socket = socket
      },
      data: (_: BunSocket, chunk: Buffer) => void (this.destroyed || receive(chunk, chunk.length)),
      drain: () => this.#flush(),
      error: (_: BunSocket, error: Error) => this.destroy(error),
      close: (_: BunSocket, error?: Error) => this.destroy(error),
      connectError: () => {},
    }
  }

  write(chunk: Uint8Array | '', done?: () => void): void {
    if (chunk !== '' && chunk.length > 0) this.#queue.push(chunk)
    if (done) this.#queue.push(done)
    if (this.destroyed) this.#tell()
    else if (!this.#corked) this.#flush()
  }

  cork(): void {
    this.#corked = true
  }

  uncork(): void {
    this.#corked = false
    this.#flush()
  }

  destroy(error?: Error): void {
    if (this.destroyed) return
    this.destroyed = true
    this.#error = error
    this.#socket?.end()
    this.#tell()
  }

  #flush() {
    for (let first = this.#queue[0]; first !== undefined && !this.destroyed; first = this.#queue[0]) {
      if (typeof first !== 'function') {
        const written = Math.max(0, this.#socket?.write(first) ?? 0)
        if (written < first.length) {
          this.#queue[0] = first.subarray(written)
          return
        }
      }
      this.#queue.shift()
      if (typeof first === 'function') first()
    }
  }

  #tell() {
    queueMicrotask(() => {
      for (const each of this.#queue.splice(0)) if (typeof each === 'function') each()
      this.#closed?.(this.#error)
    })
  }
}
