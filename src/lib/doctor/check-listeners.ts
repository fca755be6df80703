import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {Metadata} from '../apis/metadata.ts'
import {addressText, type Address} from '../cluster/address.ts'
import type {Broker} from '../cluster/cluster.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {redirected} from '../cluster/route-to.ts'
import {plural} from '../text/plural.ts'
import {timed, type Examination} from './examination.ts'
import type {Detail, Finding} from './step.ts'

/** The number of brokers that are connected to at the same time: each takes a handshake and a login. */
const atOnce = 16

/**
 * Clients ask bootstrap servers only for the brokers' addresses, and then use the addresses that brokers advertise.
 * Connects to each of these as any command would, and asks which cluster it belongs to.
 */
export async function checkListeners(examination: Examination): Promise<Finding> {
  const {brokers, settings} = examination
  const waiting = [...brokers]
  const found: {broker: Broker; detail: Detail; mistake: string | undefined}[] = []
  const work = async () => {
    for (let broker = waiting.shift(); broker; broker = waiting.shift()) {
      const {detail, error} = await reach(examination, broker)
      const mistake = error && (await mistakeOf(broker, error, settings.bootstrap))
      found.push({broker, detail: mistake ? {...detail, text: `${detail.text}: ${mistake}`} : detail, mistake})
    }
  }
  await Promise.all(Array.from({length: atOnce}, work))
  found.sort((a, b) => a.broker.id - b.broker.id)
  const failed = found.filter(({detail}) => detail.verdict === 'failed')
  const first = failed[0]
  const count = brokers.length
  return {
    verdict: failed.length > 0 ? 'failed' : 'ok',
    summary: first
      ? `${failed.length} of ${count} advertised ${plural(count, 'listener')} cannot be used from here`
      : `${count === 1 ? 'the advertised listener' : `all ${count} advertised listeners`} can be used from here`,
    details: found.map(({detail}) => detail),
    hint: first && hintFor(first.broker, first.mistake, settings.bootstrap),
    data: {
      listeners: found.map(({broker, detail, mistake}) => ({
        broker: broker.id,
        address: addressText(broker),
        reachable: detail.verdict === 'ok',
        mistake: mistake ?? null,
      })),
    },
  }
}

async function reach(examination: Examination, broker: Broker): Promise<{detail: Detail; error: Error | undefined}> {
  const {settings, signal, clusterId} = examination
  const outcome = await timed(signal, async () => {
    const {value, error} = await examination.open(broker)
    if (error) throw error
    try {
      return await value.call(Metadata, (version) => ({topics: version === 0 ? [{name: '-'}] : []}), {signal})
    } finally {
      value.close()
    }
  })
  const {value, elapsedMs} = outcome
  let {error} = outcome
  // Private addresses and localhost exist in many networks, so another cluster may answer.
  if (value && value.clusterId !== null && clusterId !== null && value.clusterId !== clusterId)
    error = new ConnectionError(
      addressText(broker),
      'wrongCluster',
      `another cluster (${value.clusterId}) answers at ${addressText(broker)}`,
    )
  const target = redirected(broker, settings.resolve)
  const there = target === broker ? '' : `, by way of ${addressText(target)}`
  const text = error?.message ?? `${addressText(broker)} reached${there}`
  return {detail: {subject: `broker ${broker.id}`, verdict: error ? 'failed' : 'ok', text, elapsedMs}, error}
}

/** Recognizes common mistakes: a name or an address that is valid only where the broker runs. */
async function mistakeOf(broker: Address, error: Error, bootstrap: readonly Address[]): Promise<string | undefined> {
  // If the broker answered and refused the login, its address is right.
  const {kind, reason} = error instanceof ConnectionError ? error : {}
  if (kind === 'authentication' || kind === 'tls') return undefined
  // An address that the user also gave did not come from the broker alone, so the broker is down.
  if (bootstrap.some(({host, port}) => host === broker.host && port === broker.port)) return undefined
  const {host} = broker
  if (/^(0\.0\.0\.0|::)$/.test(host)) return 'that is not an address to connect to'
  const local = bootstrap.every((server) => isLoopback(server.host))
  if (isLoopback(host) && !local) return 'it advertises localhost, which is this machine here and not the broker'
  if (isIP(host) === 0) {
    const known = await lookup(host).then(
      () => true,
      () => false,
    )
    if (!known) {
      if (/\.svc(\.|$)|\.cluster\.local$/.test(host)) return 'a name that only its Kubernetes cluster knows'
      return host.includes('.')
        ? 'a name that only its own network knows'
        : 'a name that only its container network or its own machine knows'
    }
  } else if (isPrivate(host) && !isLoopback(host) && bootstrap.some((server) => server.host !== host))
    return 'a private address, of another network than this one (container, NAT, VPN)'
  if (reason === 'wrongCluster') return 'the advertised address leads elsewhere from here'
  // With Docker and ssh -L the host is right, and the port is the internal one.
  const sameHost = bootstrap.find((server) => server.host === host || (isLoopback(server.host) && isLoopback(host)))
  if (kind === 'unreachable' && sameHost && sameHost.port !== broker.port)
    return `the host is that of the bootstrap server, but the port differs from ${sameHost.port}: probably the port inside a container or behind a port forwarding`
  return undefined
}

const isLoopback = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i.test(host)

const isPrivate = (host: string) =>
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80:)/i.test(
    host,
  )

function hintFor(broker: Broker, mistake: string | undefined, [server]: readonly Address[]): string {
  const advertised = addressText(broker)
  if (mistake === undefined)
    return `look at the broker at ${advertised}: does it run, and may this machine reach that port?`
  const through = server ? addressText(server) : 'HOST:PORT'
  return `have the broker advertise an address that its clients can reach (advertised.listeners); until then go around it with --resolve ${advertised}=${through}`
}
