import {randomInt} from 'node:crypto'
import {createServer, type Server} from 'node:net'
import {SandboxError} from './errors.ts'

/**
 * Different loopback ports that are free now. They are below every system's ephemeral range: there, a client that keeps
 * reconnecting to a stopped broker could get the broker's port as its source port, connect to itself, and keep the
 * broker from coming back.
 */
export async function freePorts(count: number, taken: readonly number[] = []): Promise<number[]> {
  const held: {server: Server; port: number}[] = []
  try {
    for (let tries = 0; held.length < count; tries++) {
      if (tries > 1000) throw new SandboxError('no free port between 12000 and 32000 on 127.0.0.1')
      const port = randomInt(12_000, 32_000)
      if (taken.includes(port)) continue
      const server = await listen(port)
      if (server) held.push({server, port})
    }
    return held.map(({port}) => port)
  } finally {
    await Promise.all(held.map(({server}) => close(server)))
  }
}

/** Whether this process could listen on the loopback port now. */
export async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port)
  if (server) await close(server)
  return server !== undefined
}

function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(undefined))
    server.listen({port, host: '127.0.0.1', exclusive: true}, () => resolve(server))
  })
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()))
