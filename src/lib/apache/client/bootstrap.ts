// Reads bootstrap.servers like Java's clients, with the same error messages.
import type {Address} from '../../cluster/address.ts'
import {ConfigDefError, configException} from '../java/errors.ts'
import {hostAndPort} from './host-and-port.ts'

/**
 * `noServers` is Java's message for an empty text; `warn` gets a line for stderr about each server that is left out.
 * Throws ConfigException as JavaError, also if no name can be resolved.
 */
export async function parseBootstrap(
  text: string,
  noServers: string,
  warn: (text: string) => void,
): Promise<readonly Address[]> {
  const trimmed = text.trim()
  if (trimmed === '') throw configException(noServers)
  const servers = [...new Set(trimmed.split(/\s*,\s*/))]
  if (trimmed.split(/\s*,\s*/).includes(''))
    throw new ConfigDefError("Configuration 'bootstrap.servers' values must not be empty.")
  const addresses: Address[] = []
  for (const server of servers) {
    const [, host = '', port = ''] = hostAndPort.exec(server) ?? []
    if (host === '' || port === '') throw configException(`Invalid url in bootstrap.servers: ${server}`)
    if (Number(port) > 65_535) throw configException(`Invalid port in bootstrap.servers: ${server}`)
    if (await resolves(host)) addresses.push({host, port: Number(port)})
    else {
      warn(`WARN Couldn't resolve server ${server} from bootstrap.servers as DNS resolution failed for ${host}\n`)
    }
  }
  if (addresses.length === 0) throw configException('No resolvable bootstrap urls given in bootstrap.servers')
  return addresses
}

async function resolves(host: string): Promise<boolean> {
  // Recognises IPv4 addresses, the usual case, without loading node:net.
  if (/^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/.test(host)) return true
  if (process.getBuiltinModule('node:net').isIP(host) !== 0) return true
  const {lookup} = await import('node:dns/promises')
  return lookup(host).then(
    () => true,
    () => false,
  )
}
