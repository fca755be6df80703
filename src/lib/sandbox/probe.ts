// Tests whether a broker is up and knows the whole cluster, on a separate connection and with request versions that all
// brokers support.
import {connect} from 'node:net'
import {setTimeout as sleep} from 'node:timers/promises'
import {ApiVersions} from '../apis/api-versions.ts'
import {Metadata} from '../apis/metadata.ts'
import {requestFrame, type Api} from '../wire/api.ts'
import {FrameReader} from '../wire/frames.ts'
import type {Fields, Got, Sent} from '../wire/schema.ts'

export interface Address {
  host: string
  port: number
}

/** Whether something that speaks Kafka's protocol listens on the address. */
export function answersApiVersions(address: Address, timeoutMs = 1000): Promise<boolean> {
  return ask(address, ApiVersions, 0, {}, timeoutMs).then(
    ({errorCode}) => errorCode === 0,
    () => false,
  )
}

/** Whether the broker belongs to this cluster and lists a controller and at least these brokers. */
export async function knowsCluster(address: Address, clusterId: string | undefined, ids: readonly number[]) {
  const said = await brief(address).catch(() => undefined)
  // A foreign broker on a port that ours could not bind must not be taken for ours.
  if (clusterId !== undefined && said?.clusterId !== clusterId) return false
  if (said === undefined || said.controllerId < 0) return false
  const known = new Set(said.brokers.map(({nodeId}) => nodeId))
  return ids.every((id) => known.has(id))
}

/** The id of the cluster that a broker belongs to. */
export const clusterIdOf = async (address: Address): Promise<string | undefined> =>
  (await brief(address)).clusterId ?? undefined

const brief = (address: Address) => ask(address, Metadata, 4, {topics: [], allowAutoTopicCreation: false}, 2000)

/** Whether anything listens there. */
export function accepts({host, port}: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({host, port})
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
  })
}

/** Polls 50 times a second until `isSo` is true; rejects with the signal's reason when aborted. */
export async function until(isSo: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    if (await isSo()) return
    await sleep(20, undefined, {signal})
  }
}

function ask<Q extends Fields, S extends Fields>(
  {host, port}: Address,
  api: Api<Q, S>,
  version: number,
  request: Sent<Q>,
  timeoutMs: number,
): Promise<Got<S>> {
  return new Promise((resolve, reject) => {
    const socket = connect({host, port})
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    const frames = new FrameReader((_id, body) => {
      resolve(api.decode(body, version))
      socket.destroy()
    })
    socket.on('data', (chunk) => {
      try {
        frames.push(chunk)
      } catch (error) {
        socket.destroy(error as Error)
      }
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('closed before the answer')))
    for (const chunk of requestFrame(api, version, 1, 'kafkit-sandbox', api.encode(request, version)))
      socket.write(chunk)
  })
}

/** Whether the address answers in HTTP with success. */
export async function answersHttp(url: string, timeoutMs = 1000): Promise<boolean> {
  const {get} = await import('node:http')
  return new Promise((resolve) => {
    const asked = get(url, {timeout: timeoutMs, agent: false}, (answer) => {
      answer.resume()
      resolve(answer.statusCode === 200)
    })
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => resolve(false))
  })
}
