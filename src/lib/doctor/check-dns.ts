import {lookup} from 'node:dns/promises'
import {isIP} from 'node:net'
import {redirected} from '../cluster/route-to.ts'
import {timed, type Examination} from './examination.ts'
import {someWork, type Detail, type Finding} from './step.ts'

/** Resolves each bootstrap name as the operating system does (hosts file, name servers). */
export async function checkDns({settings, signal}: Examination): Promise<Finding> {
  if (settings.proxy !== undefined) return {verdict: 'skipped', summary: 'not checked: the proxy resolves the names'}
  const hosts = [...new Set(settings.bootstrap.map((address) => redirected(address, settings.resolve).host))]
  const names = hosts.filter((host) => isIP(host) === 0)
  if (names.length === 0) return {verdict: 'ok', summary: 'no names to resolve: the servers are addresses'}
  const details = await Promise.all(
    names.map(async (name): Promise<Detail & {addresses: string[]}> => {
      const found = await timed(signal, () => lookup(name, {all: true}))
      const addresses = (found.value ?? []).map(({address}) => address)
      const {elapsedMs} = found
      const text = found.error ? failureText(found.error) : addresses.join(', ')
      return {subject: name, verdict: found.error ? 'failed' : 'ok', text, elapsedMs, addresses}
    }),
  )
  const missing = details.filter(({verdict}) => verdict === 'failed').map(({subject}) => subject)
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary:
      missing.length > 0
        ? `${missing.join(', ')} cannot be resolved`
        : details.map(({subject, text}) => `${subject} is ${text}`).join('; '),
    details: details.map(({addresses: _, ...detail}) => detail),
    hint:
      missing.length > 0
        ? 'look at the spelling in bootstrap.servers, at /etc/hosts, and whether the VPN or name server that knows the name is in use'
        : undefined,
    data: {names: Object.fromEntries(details.map(({subject, addresses}) => [subject, addresses]))},
  }
}

export function failureText(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOTFOUND') return 'there is no such name'
  return error.code === 'EAI_AGAIN' ? 'no name server answered' : error.message
}
