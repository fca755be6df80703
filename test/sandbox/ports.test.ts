import {createServer, type AddressInfo} from 'node:net'
import {expect, test} from 'vitest'
import {freePorts, isPortFree} from '../../src/lib/sandbox/ports.ts'

test('free ports are all different, can be listened on and lie below the ephemeral range', async () => {
  const ports = await freePorts(30)
  expect(new Set(ports).size).toBe(30)
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(12_000)
    // Linux gives out source ports from 32768, macOS from 49152.
    expect(port).toBeLessThan(32_768)
    expect(await isPortFree(port)).toBe(true)
  }
})

test('a port with a listener is not free', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const {port} = server.address() as AddressInfo
  expect(await isPortFree(port)).toBe(false)
  await new Promise((resolve) => server.close(resolve))
  expect(await isPortFree(port)).toBe(true)
})
