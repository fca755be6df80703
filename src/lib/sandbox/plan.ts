// Plans the processes of a sandbox and their ports.
import {join} from 'node:path'
import {SandboxError} from './errors.ts'
import {freePorts, isPortFree} from './ports.ts'
import type {Listener, Topology} from './properties.ts'
import {rackAt, type ListenerRequest, type Settings} from './settings.ts'
import type {Sandbox} from './state.ts'

/** A process to start: `command` is program and arguments. */
export interface Prepared {
  label: string
  command: string[]
  log: string
}

/** The processes that an engine makes of a topology; `brokers` in the topology's order. */
export interface Preparation {
  quorum: Prepared[]
  brokers: Prepared[]
}

/**
 * Assigns ports: the requested ones, those of the previous start, or free ones. Throws SandboxError if a requested port
 * is in use.
 */
export async function planTopology(settings: Settings, previous?: Sandbox): Promise<Topology> {
  const ids = Array.from({length: settings.brokers}, (_, i) => i + 1)
  const requests: ListenerRequest[] = [{name: 'PLAINTEXT', protocol: 'PLAINTEXT'}, ...settings.listeners]
  const used: number[] = []
  const next = async () => {
    const [port = 0] = await freePorts(1, used)
    used.push(port)
    return port
  }
  const fixed = new Map<string, number>()
  for (const id of ids) {
    for (const {name} of requests) {
      const asked = settings.port !== undefined && name === 'PLAINTEXT' ? settings.port + id - 1 : undefined
      const address = previous?.brokers.find((broker) => broker.id === id)?.listeners[name]
      const wanted = asked ?? Number(address?.split(':').at(-1))
      if (asked !== undefined && !(await isPortFree(asked))) {
        throw new SandboxError(`port ${asked} on 127.0.0.1 is in use; choose another, or none to get a free one`)
      }
      if (wanted && !used.includes(wanted) && (await isPortFree(wanted))) {
        fixed.set(`${id} ${name}`, wanted)
        used.push(wanted)
      }
    }
  }
  const brokers: Topology['brokers'][number][] = []
  for (const id of ids) {
    const listeners: Listener[] = []
    for (const {name, protocol, host = '127.0.0.1'} of requests) {
      listeners.push({name, protocol, host, port: fixed.get(`${id} ${name}`) ?? (await next())})
    }
    const controllerPort = settings.layout === 'combined' ? await next() : 0
    brokers.push({id, rack: rackAt(settings, id - 1), listeners, controllerPort})
  }
  const quorumPort = settings.layout === 'combined' ? 0 : await next()
  return {version: settings.kafkaVersion, layout: settings.layout, brokers, quorumPort}
}

/** `host:port` of each listener by name, as advertised to clients. */
export const addresses = (listeners: readonly Listener[]): Record<string, string> =>
  Object.fromEntries(listeners.map(({name, host, port}) => [name, `${host}:${port}`]))

/** The log file of the process with this label. */
export const logFile = (dir: string, label: string): string => join(dir, `${label}.log`)
