// The sockets of the HTTP client: kept alive between requests, and through a proxy if one is set.
import type {Agent as HttpAgent, ClientRequest, IncomingMessage, RequestOptions} from 'node:http'
import type {Socket} from 'node:net'
import type {ConnectionOptions} from 'node:tls'
import {secureContext, trustSystem} from '../cluster/tls/context.ts'
import {isUntrusted} from '../cluster/tls/errors.ts'
import type {HttpSettings} from './settings.ts'

type Callback = (error: Error | null, socket?: Socket) => void
type Start = (options: RequestOptions, got: (answer: IncomingMessage) => void) => ClientRequest

/** One agent of each kind for a whole client; loaded with the first request. */
export class Sockets {
  readonly #tls: ConnectionOptions
  readonly #proxy: string | undefined
  readonly #agents = new Map<string, HttpAgent>()
  readonly #ended = new AbortController()

  constructor({tls = {}, proxy}: Pick<HttpSettings, 'tls' | 'proxy'>) {
    this.#tls = {...tls}
    this.#proxy = proxy
  }

  /** Returns the function that starts a request to this base address. */
  async starter(url: URL): Promise<Start> {
    const secure = url.protocol === 'https:'
    const {request} = secure ? await import('node:https') : await import('node:http')
    const agent = await this.#agent(secure)
    return (options, got) => request(url, {...options, agent}, got)
  }

  /** After a certificate was refused: true if another try with the machine's own authorities may succeed. */
  trustsMore(error: NodeJS.ErrnoException): boolean {
    if (!isUntrusted(error.code ?? '') || !trustSystem(this.#tls)) return false
    this.#agents.get('https')?.destroy()
    this.#agents.delete('https')
    return true
  }

  close(): void {
    this.#ended.abort()
    for (const agent of this.#agents.values()) agent.destroy()
    this.#agents.clear()
  }

  async #agent(secure: boolean): Promise<HttpAgent> {
    const kind = secure ? 'https' : 'http'
    const known = this.#agents.get(kind)
    if (known) return known
    const options = {keepAlive: true, maxSockets: 8, noDelay: true}
    const {Agent} = secure ? await import('node:https') : await import('node:http')
    const tls: ConnectionOptions = secure ? {...this.#tls, secureContext: secureContext(this.#tls)} : {}
    const made = new Agent({...options, ...(tls as object)})
    const proxy = this.#proxy
    if (proxy !== undefined) {
      // Node's types only know agents that return at once, but a callback also works.
      const through = made as unknown as {createConnection(options: RequestOptions, done: Callback): void}
      through.createConnection = (target, done) =>
        void this.#throughProxy(proxy, target, secure ? tls : undefined, done)
    }
    this.#agents.set(kind, made)
    return made
  }

  async #throughProxy(proxy: string, target: RequestOptions, tls: ConnectionOptions | undefined, done: Callback) {
    try {
      const {throughProxy} = await import('../cluster/proxy.ts')
      const host = (target.host ?? '').replaceAll(/^\[|\]$/g, '')
      const socket = await throughProxy(proxy, {host, port: Number(target.port)}, this.#ended.signal)
      if (tls === undefined) return done(null, socket)
      const {connect} = await import('node:tls')
      const {isIP} = await import('node:net')
      done(null, connect({...tls, socket, host, ...(isIP(host) ? {} : {servername: host})}))
    } catch (error) {
      done(error as Error)
    }
  }
}
