import {lookup} from 'node:dns/promises'
import {connect} from 'node:net'
import {addressText, type Address} from '../cluster/address.ts'
import {connectError, lateError} from '../cluster/connection-errors.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {redirected} from '../cluster/route-to.ts'
import {adviceFor} from './advice.ts'
import {timed, type Examination} from './examination.ts'
import {someWork, type Finding, type Tried} from './step.ts'

/** Connects to every address of every bootstrap server; with a proxy, through the proxy. */
export async function checkTcp(examination: Examination): Promise<Finding> {
  const {settings} = examination
  const lists = await Promise.all(settings.bootstrap.map((server) => tries(examination, server)))
  examination.reachable = settings.bootstrap.filter((_, at) => lists[at]?.some(({error}) => !error))
  const tried = lists.flat()
  const details = tried.map(({detail}) => detail)
  const failed = tried.filter(({error}) => error)
  const count = details.length
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary:
      failed.length === 0
        ? `${count === 1 ? 'the address accepts' : `all ${count} addresses accept`} connections${settings.proxy ? ', through the proxy' : ''}`
        : count === 1
          ? (failed[0]?.error?.message ?? '')
          : `${failed.length} of ${count} addresses cannot be reached`,
    details,
    hint: failed.length > 0 ? adviceForAll(failed.map(({error}) => error)) : undefined,
  }
}

async function tries(examination: Examination, server: Address): Promise<Tried[]> {
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
    return [{detail: {subject: here, verdict: error ? 'failed' : 'ok', text, elapsedMs}, error}]
  }
  const found = await lookup(target.host, {all: true}).catch(() => [])
  // A name without an address was reported by the previous step.
  return Promise.all(
    found.map(async ({address}): Promise<Tried> => {
      const peer = addressText({host: address, port: target.port})
      const {error, elapsedMs} = await timed(signal, () =>
        dial({host: address, port: target.port}, settings.connectTimeoutMs ?? 10_000, signal),
      )
      const subject = server.host === address ? here : `${here} at ${peer}`
      const text = error?.message ?? `connected${there}`
      return {detail: {subject, verdict: error ? 'failed' : 'ok', text, elapsedMs}, error}
    }),
  )
}

/** Only opens a TCP connection; nothing is sent. */
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

/** Several addresses may fail for several reasons: uses the failure with the most specific advice. */
function adviceForAll(errors: readonly (Error | undefined)[]): string {
  const telling = errors.filter((error) => error instanceof ConnectionError)
  const first =
    telling.find(({reason}) => reason === 'refused') ?? telling.find(({reason}) => reason === 'connectTimedOut')
  return adviceFor(first ?? telling[0], 'look at the route from here to the broker')
}
