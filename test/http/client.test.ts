// What a user sees when a service with a REST API is away, slow, closed to them, or something else.
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http'
import {createServer as createPlainServer, type AddressInfo} from 'node:net'
import {afterEach, describe, expect, test} from 'vitest'
import {HttpClient, type HttpClientOptions} from '../../src/lib/http/client.ts'
import {HttpRefusal, NoAnswer} from '../../src/lib/http/errors.ts'

const open: {close(): unknown}[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

type Answer = (request: IncomingMessage, response: ServerResponse, at: number) => void

async function service(answer: Answer): Promise<{url: URL; server: Server; requests: string[]}> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    answer(request, response, requests.length)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push({close: () => (server.close(), server.closeAllConnections())})
  return {url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), server, requests}
}

const json = (response: ServerResponse, status: number, body: object) =>
  response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body))

function client(urls: readonly URL[], options: Partial<HttpClientOptions> = {}): HttpClient {
  const made = new HttpClient({service: 'the registry', urls, beforeChange: () => {}, ...options})
  open.push(made)
  return made
}

const failure = async (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error as Error,
  )
const get = (...path: string[]) => ({method: 'GET', path}) as const
const nowhere = new URL('http://127.0.0.1:1')

describe('addresses', () => {
  test('a base path stays, and names are percent-encoded', async () => {
    const {url, requests} = await service((_, response) => json(response, 200, []))
    const base = new URL('/apis/ccompat/v7', url)
    await client([base]).request({...get('subjects', 'a/b c:%'), query: {deleted: true, permanent: false}})
    expect(requests).toEqual(['GET /apis/ccompat/v7/subjects/a%2Fb%20c%3A%25?deleted=true'])
  })

  test('an address without a listener is reported at once, and not retried for a minute', async () => {
    const error = await failure(client([nowhere]).request(get('subjects')))
    expect(error).toBeInstanceOf(NoAnswer)
    expect(error.message).toBe('the registry at http://127.0.0.1:1: nothing listens there')
  })

  test('the second address is used if the first is down, and stays in use', async () => {
    const {url, requests} = await service((_, response) => json(response, 200, []))
    const both = client([nowhere, url])
    expect((await both.request(get('subjects'))).base).toBe(url.origin)
    await both.request(get('contexts'))
    expect(requests).toEqual(['GET /subjects', 'GET /contexts'])
  })

  test('if all addresses are down, each is named', async () => {
    const error = await failure(client([nowhere, new URL('http://127.0.0.1:2')]).request(get('subjects')))
    expect(error.message).toBe(
      'the registry at http://127.0.0.1:1: nothing listens there; the registry at http://127.0.0.1:2: nothing listens there',
    )
  })

  test('a Kafka broker is not a web server', async () => {
    const plain = createPlainServer((socket) => socket.end('\0\0\0\x04what'))
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    open.push(plain)
    const url = new URL(`http://127.0.0.1:${(plain.address() as AddressInfo).port}`)
    expect((await failure(client([url]).request(get('subjects')))).message).toContain(
      'it does not answer in HTTP: is it https, or a broker?',
    )
  })
})

describe('refusals', () => {
  const refused = async (status: number, body: string, headers: Record<string, string> = {}, options = {}) => {
    const {url} = await service((_, response) => response.writeHead(status, headers).end(body))
    const error = await failure(client([url], {totalTimeoutMs: 300, ...options}).request(get('mode')))
    expect(error).toBeInstanceOf(HttpRefusal)
    return error.message.replace(url.origin, 'URL')
  }

  test("the service's own message and code are shown", async () => {
    expect(await refused(422, '{"error_code":42203,"message":"Invalid level"}')).toBe(
      'the registry at URL refused GET /mode: Invalid level (42203)',
    )
  })

  test('a web page is named by its title, not printed', async () => {
    const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><script>x()</script></body></html>'
    expect(await refused(404, page)).toBe(
      'the registry at URL answered GET /mode with 404 and a web page (Sign in) instead of JSON: is the address right, with its path?',
    )
  })

  test('a 404 without a message: the path does not exist', async () => {
    expect(await refused(404, '')).toBe('the registry at URL has no /mode (404): is the address right, with its path?')
  })

  test('401 says how to log in, or that the login was refused', async () => {
    const options = {loginAdvice: 'set basic.auth.user.info'}
    expect(await refused(401, 'Unauthorized', {}, options)).toBe(
      'the registry at URL requires a login (401: Unauthorized); set basic.auth.user.info',
    )
    expect(await refused(401, '', {}, {authorization: () => Promise.resolve('Basic bm86')})).toBe(
      'the registry at URL does not accept the login (401)',
    )
  })

  test('a redirection is not followed, as a login would go there', async () => {
    expect(await refused(302, '', {location: 'https://user:pw@login.example/x'})).toBe(
      'the registry at URL answers GET /mode with 302, to go to https://login.example/x: is the address right, and http or https?',
    )
  })

  test('503 is retried until the time is over, and then reported', async () => {
    expect(await refused(503, 'starting')).toBe('the registry at URL answered GET /mode with 503: starting')
  })
})

describe('retries', () => {
  test('429 with Retry-After is retried, even for a change, because nothing was done', async () => {
    const {url, requests} = await service((_, response, at) =>
      at === 1 ? response.writeHead(429, {'retry-after': '0'}).end() : json(response, 200, {}),
    )
    await client([url]).request({method: 'DELETE', path: ['subjects', 'a'], changes: {}, repeatable: false})
    expect(requests).toHaveLength(2)
  })

  test('a connection that breaks after an earlier answer is retried', async () => {
    const {url, requests} = await service((request, response, at) =>
      at === 2 ? void request.socket.destroy() : void json(response, 200, {}),
    )
    const one = client([url])
    await one.request(get('subjects'))
    await one.request(get('subjects'))
    expect(requests).toHaveLength(3)
  })

  test('a deletion whose answer was lost is not retried, because it may have been carried out', async () => {
    const {url, requests} = await service((request, response, at) =>
      at === 2 ? void request.socket.destroy() : void json(response, 200, {}),
    )
    const one = client([url])
    await one.request(get('subjects'))
    const error = await failure(
      one.request({method: 'DELETE', path: ['subjects', 'a'], changes: {}, repeatable: false}),
    )
    expect(error.message).toMatch(
      /it is unknown whether DELETE \/subjects\/a was carried out: check before you repeat it$/,
    )
    expect(requests).toHaveLength(2)
  })

  test('a registration whose answer was lost is sent again', async () => {
    const {url, requests} = await service((request, response, at) =>
      at === 2 ? void request.socket.destroy() : void json(response, 200, {}),
    )
    const one = client([url])
    await one.request(get('subjects'))
    await one.request({method: 'POST', path: ['subjects', 'a'], body: {}, changes: {}, repeatable: true})
    expect(requests).toHaveLength(3)
  })

  test('a service that does not answer is given up after the time limit', async () => {
    const {url} = await service(() => {})
    const error = await failure(client([url], {requestTimeoutMs: 50}).request(get('subjects')))
    expect(error.message).toBe(`the registry at ${url.origin} did not answer GET /subjects within 50ms`)
  })
})

test('a change is announced before it is sent, and not sent if that raises an error', async () => {
  const {url, requests} = await service((_, response) => json(response, 200, {}))
  const said: unknown[] = []
  const beforeChange = (change: unknown) => {
    said.push(change)
    throw new Error('read-only')
  }
  const guarded = client([url], {beforeChange})
  const change = {
    method: 'PUT',
    path: ['config'],
    body: {compatibility: 'NONE'},
    changes: {compatibility: 'NONE'},
  } as const
  expect((await failure(guarded.request({...change, repeatable: true}))).message).toBe('read-only')
  await guarded.request({method: 'POST', path: ['compatibility'], body: {}, changes: false, repeatable: true})
  expect(said).toEqual([{line: 'PUT /config', fields: {compatibility: 'NONE'}}])
  expect(requests).toEqual(['POST /compatibility'])
})

test('Ctrl-C ends a pending request', async () => {
  const controller = new AbortController()
  const {url} = await service(() => controller.abort(new Error('Ctrl-C')))
  const error = await failure(client([url], {signal: controller.signal}).request(get('subjects')))
  expect(error.message).toBe('Ctrl-C')
})
