// The voters with which a quorum starts: ID@HOST:PORT:DIRECTORY,…
import {isIPv6} from 'node:net'
import type {Voter} from '../../log-files/snapshot-writer.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaTrim} from '../java/trim.ts'
import {parseUuid} from '../java/uuid.ts'

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)

/** The voters in the order of their ids. Throws IllegalArgumentException as JavaError. */
export function parseVoters(text: string): Voter[] {
  const voters = javaTrim(text)
    .split(',')
    .filter((part) => part !== '')
    .map(voterOf)
  if (voters.length === 0) throw illegal('No voters given.')
  const seen = new Set<number>()
  for (const {id} of voters) {
    if (seen.has(id)) throw illegal(`Node id ${id} was specified more than once.`)
    seen.add(id)
  }
  return voters.toSorted((a, b) => a.id - b.id)
}

function voterOf(text: string): Voter {
  const voter = javaTrim(text)
  const at = voter.indexOf('@')
  if (at < 0) throw illegal('No @ found in dynamic voter string.')
  if (at === 0) throw illegal('Invalid @ at beginning of dynamic voter string.')
  const id = within('Failed to parse node id in dynamic voter string.', () => parseJavaInt(voter.slice(0, at)))
  if (id < 0) throw illegal(`Invalid negative node id ${id} in dynamic voter string.`)
  const place = voter.slice(at + 1)
  if (place === '') throw illegal('No hostname found after node id.')
  const [host, rest] = hostOf(place)
  if (!rest.startsWith(':')) throw illegal('Port section must start with a colon.')
  const colon = rest.indexOf(':', 1)
  if (colon < 0) throw illegal('No colon following port could be found.')
  const port = within('Failed to parse port in dynamic voter string.', () => parseJavaInt(rest.slice(1, colon)))
  if (port < 0 || port > 65_535) throw illegal(`Invalid port ${port} in dynamic voter string.`)
  const directoryId = within('Failed to parse directory ID in dynamic voter string.', () =>
    parseUuid(rest.slice(colon + 1)),
  )
  return {id, host, port, directoryId}
}

/** The host and what follows it. */
function hostOf(place: string): [host: string, rest: string] {
  if (place.startsWith('[')) {
    const end = place.indexOf(']')
    if (end < 0) throw illegal('Hostname began with left bracket, but no right bracket was found.')
    return [javaAddress(place.slice(1, end)), place.slice(end + 1)]
  }
  const end = place.indexOf(':')
  if (end < 0) throw illegal('No colon following hostname could be found.')
  return [place.slice(0, end), place.slice(end)]
}

/** An IPv6 address as Java writes it: all eight groups. */
function javaAddress(host: string): string {
  if (!isIPv6(host) || host.includes('.') || host.includes('%')) return host
  const [before = '', after] = host.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(before), groups(after ?? '')]
  const zeros = Array.from({length: 8 - first.length - last.length}, () => '0')
  return [...first, ...zeros, ...last].map((group) => parseInt(group, 16).toString(16)).join(':')
}

function within<T>(problem: string, parse: () => T): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof JavaError)) throw cause
    throw new JavaError('java.lang.IllegalArgumentException', problem, {cause})
  }
}
