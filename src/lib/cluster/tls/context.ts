// What TLS needs besides a socket, made once for all connections that have the same options.
import {createSecureContext, getCACertificates, type ConnectionOptions, type SecureContext} from 'node:tls'

const contexts = new WeakMap<ConnectionOptions, SecureContext>()

/** Raises what OpenSSL says about keys, certificates and ciphers that cannot be used. */
export function secureContext(options: ConnectionOptions): SecureContext {
  const known = contexts.get(options) ?? createSecureContext(options)
  contexts.set(options, known)
  return known
}

/**
 * Adds the machine's own authorities to those that Node brings; false where they are in already or the user named a
 * trust store. Not done from the start: reading them takes 100 ms, and most certificates need none of them.
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
