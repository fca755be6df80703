import {connect} from 'node:net'
import {SandboxError} from './errors.ts'
import {until} from './probe.ts'

/**
 * Resolves when ZooKeeper no longer holds a session of this broker; throws SandboxError after 30 s. The session of a
 * killed broker lasts 3 s: one that comes back earlier finds its old entry and gives up (NodeExistsException).
 */
export async function forgotten(zooKeeperPort: number, brokerId: number, abort?: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([AbortSignal.timeout(30_000), ...(abort ? [abort] : [])])
  const entry = new RegExp(`/brokers/ids/${brokerId}\\s`)
  await until(async () => {
    const said = await dump(zooKeeperPort)
    return said.includes('SessionTracker dump') && !entry.test(`${said}\n`)
  }, signal).catch((error: unknown) => {
    abort?.throwIfAborted()
    const message = `ZooKeeper on port ${zooKeeperPort} does not answer, or keeps the old session of broker ${brokerId}`
    throw new SandboxError(message, {cause: error})
  })
}

/** The response to ZooKeeper's `dump` command: sessions and the nodes that end with them; empty if there is none. */
function dump(port: number): Promise<string> {
  return new Promise((resolve) => {
    let said = ''
    const socket = connect({host: '127.0.0.1', port}, () => socket.write('dump'))
    socket.setTimeout(2000, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(said))
  })
}
