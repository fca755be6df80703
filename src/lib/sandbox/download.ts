import {createWriteStream} from 'node:fs'
import * as http from 'node:http'
import * as https from 'node:https'
import {pipeline} from 'node:stream/promises'

interface DownloadOptions {
  signal?: AbortSignal
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured (by Node 24.5 and later). */
  env?: NodeJS.ProcessEnv
}

/** Downloads a URL to `file`, following redirects. Errors name the URL and the server's answer. */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  try {
    const response = await get(new URL(url), options, 5)
    await pipeline(response, createWriteStream(file), options.signal ? {signal: options.signal} : {})
  } catch (error) {
    throw new Error(`${url}: ${error instanceof Error ? error.message || error.name : String(error)}`, {cause: error})
  }
}

async function get(url: URL, options: DownloadOptions, redirects: number): Promise<http.IncomingMessage> {
  const {request, Agent} = url.protocol === 'https:' ? https : http
  const agent = new Agent({proxyEnv: options.env ?? process.env})
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    const sent = request(url, {agent, ...(options.signal && {signal: options.signal})}, resolve)
    // Limits the time without data, not the whole transfer, because a connection may be slow.
    sent.setTimeout(30_000, () => sent.destroy(new Error('no data for 30 s')))
    sent.on('error', reject)
    sent.end()
  })
  const status = response.statusCode ?? 0
  if (status === 200) return response
  response.resume()
  const {location} = response.headers
  if (status >= 300 && status < 400 && location && redirects > 0) {
    return get(new URL(location, url), options, redirects - 1)
  }
  throw new Error(`HTTP status ${status}`)
}
