// A TCP proxy on loopback in front of one broker, which cuts, delays and shortens the traffic.
import {once} from 'node:events'
import {connect, createServer, type AddressInfo, type Socket} from 'node:net'

export interface Faults {
  /** How long bytes from the broker are delayed, ms. */
  delayMs?: number
  /**
   * After this many bytes from the broker, a connection ends in the middle of a response; a new connection starts
   * counting again.
   */
  cutAfterBytes?: (() => number) | undefined
  /** The connection does not end then, but no more bytes come. */
  hang?: boolean
}

export interface FaultyProxy extends AsyncDisposable {
  readonly address: string
  /** How many connections were cut (or hang) so far. */
  readonly cuts: number
  faults: Faults
  /** Ends all connections now. */
  cut(): void
}

export async function faultyProxy(host: string, port: number, faults: Faults = {}): Promise<FaultyProxy> {
  const sockets = new Set<Socket>()
  let cuts = 0
  const server = createServer((client) => {
    const broker = connect(port, host)
    for (const [socket, other] of [
      [client, broker],
      [broker, client],
    ] as const) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
    client.pipe(broker)
    let left = proxy.faults.cutAfterBytes?.() ?? Infinity
    broker.on('data', (bytes: Buffer) => {
      const part = bytes.subarray(0, Math.max(0, Math.min(bytes.length, left)))
      const cut = part.length < bytes.length
      left -= bytes.length
      broker.pause()
      const forward = () => {
        client.write(part, () => {
          if (!cut) broker.resume()
          else if (!client.destroyed) {
            cuts++
            if (!proxy.faults.hang) client.destroy()
          }
        })
      }
      if (proxy.faults.delayMs) setTimeout(forward, proxy.faults.delayMs)
      else forward()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: FaultyProxy = {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    get cuts() {
      return cuts
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
    async [Symbol.asyncDispose]() {
      server.close()
      proxy.cut()
      await once(server, 'close')
    },
  }
  return proxy
}
