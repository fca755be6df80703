import {lookup} from 'node:dns/promises'
import {connect} from 'node:net'
import {addressText, type Address} from '../cluster/address.ts'
import {connectError, lateError} from '../cluster/connection-errors.ts'
import {redirected} from '../cluster/route-to.ts'
import {timed, type Examination} from './examination.ts'
import {someWork, type Detail, type Finding} from './step.ts'

/** Every address of every bootstrap server; through a proxy only the proxy's word. */
export async function checkTcp(examination: Examination): Promise<Finding> {
  const {settings} = examination
  const lists = await Promise.all(settings.bootstrap.map((server) => tries(examination, server)))
  examination.reachable = settings.bootstrap.filter((_, at) => lists[at]?.some(({verdict}) => verdict === 'ok'))
  const details = lists.flat()
  const failed = details.filter(({verdict}) => verdict === 'failed')
  const count = details.length
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary:
      failed.length === 0
        ? `${count === 1 ? 'the address accepts' : `all ${count} addresses accept`} connections${settings.proxy ? ', through the proxy' : ''}`
        : count === 1
          ? (failed[0]?.text ?? '')
          : `${failed.length} of ${count} addresses cannot be reached`,
    details,
    hint: failed.length > 0 ? hintFor(failed, settings.proxy !== undefined) : undefined,
  }
}

async function tries(examination: Examination, server: Address): Promise<Detail[]> {
  const {settings, signal} = examination
  const target = redirected(server, settings.resolve)
  const here = addressText(server)
  const there = target === server ? '' : ` (by way of ${addressText(target)})`
  if (settings.proxy !== undefined) {
    const {proxy, connectTimeoutMs = 10_000} = settings
    const {throughProxy} = await import('../cluster/proxy.ts')
    const limit = AbortSignal.any([AbortSignal.timeout(connectTimeoutMs), ...(signal ? [signal] : [])])
    const {error, elapsedMs} = await timed(signal, () =>
      throughProxy(proxy, target, limit).then(
        (socket) => socket.destroy(),
        (reason: unknown) => {
          throw limit.aborted ? lateError(here, connectTimeoutMs, 'proxy') : reason
        },
      ),
    )
    const text = error?.message ?? `connected through the proxy${there}`
    return [{subject: here, verdict: error ? 'failed' : 'ok', text, elapsedMs}]
  }
  const found = await lookup(target.host, {all: true}).catch(() => [])
  // A name without an address has been told already.
  return Promise.all(
    found.map(async ({address}): Promise<Detail> => {
      const peer = addressText({host: address, port: target.port})
      const {error, elapsedMs} = await timed(signal, () =>
        dial({host: address, port: target.port}, settings.connectTimeoutMs ?? 10_000, signal),
      )
      const subject = server.host === address ? here : `${here} at ${peer}`
      return {subject, verdict: error ? 'failed' : 'ok', text: error?.message ?? `connected${there}`, elapsedMs}
    }),
  )
}

/** Only TCP: nothing is sent. */
async function dial(address: Address, limitMs: number, signal: AbortSignal | undefined): Promise<void> {
  const peer = addressText(address)
  const socket = connect(address)
  const {promise, resolve, reject} = Promise.withResolvers<void>()
  socket.once('connect', resolve)
  socket.on('error', (error) => reject(connectError(peer, error, undefined)))
  const timer = setTimeout(() => reject(lateError(peer, limitMs, 'dialling')), limitMs)
  const abort = () => reject(signal?.reason as Error)
  if (signal?.aborted) abort()
  signal?.addEventListener('abort', abort, {once: true})
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    socket.destroy()
  }
}

function hintFor(failed: readonly Detail[], proxied: boolean): string {
  if (proxied) return 'look at the address and login of the proxy, and at what its rules allow'
  const texts = failed.map(({text}) => text).join(' ')
  if (/refused/.test(texts))
    return "look whether the broker runs and listens on this port for other machines too (its 'listeners'), not only on its own localhost"
  if (/did not accept/.test(texts))
    return 'packets are dropped on the way: look at firewalls, security groups and the VPN between here and the broker'
  return 'look at the route from here to the broker: VPN, firewall, network name space of a container'
}
