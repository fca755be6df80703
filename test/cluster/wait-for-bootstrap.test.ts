// Apache's clients go on trying to connect to a cluster that is not there yet; so do the drop-ins.
import {createServer} from 'node:net'
import {once} from 'node:events'
import {expect, test} from 'vitest'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'

test.each([
  ['a question about APIs', (cluster: ReturnType<typeof openCluster>) => cluster.supports(Metadata)],
  ['a call', (cluster: ReturnType<typeof openCluster>) => cluster.clusterId()],
])('%s is repeated while no broker can be reached, and each failure is reported', async (_, ask) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  const port = typeof address === 'object' && address ? address.port : 0
  const failures: string[] = []
  const cluster = openCluster({
    bootstrap: [{host: '127.0.0.1', port}],
    totalTimeoutMs: 300,
    retryBackoffMs: 20,
    waitForBootstrap: true,
    bootstrapFailed: ({message}) => failures.push(message),
  })
  await expect(ask(cluster)).rejects.toThrow(`127.0.0.1:${port} refused the connection`)
  expect(failures.length).toBeGreaterThan(1)
  cluster.close()
})
