// A TLS server with logins in front of a practice registry, which has neither.
import {once} from 'node:events'
import {readFileSync} from 'node:fs'
import {request} from 'node:http'
import {createServer} from 'node:https'
import type {AddressInfo} from 'node:net'
import type {PracticeRegistry} from '../../src/lib/practice-registry/start.ts'
import {certificates} from './certificates.ts'

export interface Door extends AsyncDisposable {
  /** `https://localhost:PORT`. */
  readonly url: string
  /** The header Authorization of each request. */
  readonly logins: (string | undefined)[]
}

export interface DoorOptions {
  /** Require a certificate of the tests' authority. */
  readonly clientCertificate?: boolean
  /** Checks the header Authorization; without it, everything is accepted. */
  readonly authorization?: (header: string | undefined) => boolean
}

export async function registryDoor({port}: PracticeRegistry, options: DoorOptions = {}): Promise<Door> {
  const {ca, server: key} = await certificates()
  const {clientCertificate = false, authorization = () => true} = options
  const logins: (string | undefined)[] = []
  const server = createServer(
    {
      key: readFileSync(key.key),
      cert: readFileSync(key.certificate),
      ca: readFileSync(ca),
      requestCert: clientCertificate,
      rejectUnauthorized: clientCertificate,
    },
    (incoming, response) => {
      const {headers, method, url} = incoming
      logins.push(headers.authorization)
      if (!authorization(headers.authorization)) {
        incoming.resume()
        return void response.writeHead(401, {'content-type': 'text/plain'}).end('Unauthorized')
      }
      const inner = request({port, host: '127.0.0.1', method, path: url, headers}, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      inner.on('error', () => response.destroy())
      incoming.pipe(inner)
    },
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return {url: `https://localhost:${(server.address() as AddressInfo).port}`, logins, [Symbol.asyncDispose]: close}
}
