// The parts of TLS beyond a socket, created once for all connections with the same options.
import {createSecureContext, getCACertificates, type ConnectionOptions, type SecureContext} from 'node:tls'

const contexts = new WeakMap<ConnectionOptions, SecureContext>()

/** Throws OpenSSL's error about keys, certificates or ciphers that cannot be used. */
export function secureContext(options: ConnectionOptions): SecureContext {
  const known = contexts.get(options) ?? createSecureContext(options)
  contexts.set(options, known)
  return known
}

/**
 * Adds the machine's own authorities to those of Node; false if they were already added or the user named a trust
 * store. It is not done from the start, because reading them takes 100 ms and most certificates do not need them.
 */
export function trustSystem(options: ConnectionOptions): boolean {
  if (options.ca !== undefined || withSystem.has(options)) return false
  const system = getCACertificates('system')
  withSystem.add(options)
  if (system.length === 0) return false
  contexts.set(options, createSecureContext({...options, ca: [...getCACertificates('default'), ...system]}))
  return true
}
const withSystem = new WeakSet<ConnectionOptions>()
