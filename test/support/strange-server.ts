import {once} from 'node:events'
import {createServer, type AddressInfo, type Socket} from 'node:net'

/** A server on loopback that does what a test says with each connection, for behaviour that no Kafka broker has. */
export async function strangeServer(accept: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    accept(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const {port} = server.address() as AddressInfo
  return {
    port,
    peer: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

/** A loopback port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await strangeServer(() => {})
  await server[Symbol.asyncDispose]()
  return server.port
}
