// Explains why a broker and this client have no common version for a request, with the releases that introduced what is
// missing.
import {Metadata} from '../apis/metadata.ts'
import type {Api, Versions} from '../wire/api.ts'
import type {UnsupportedField} from '../wire/codec.ts'
import {UnsupportedApi} from './errors.ts'
import {broughtBy, guessRelease, isBefore} from './releases.ts'

interface Broker {
  /** `host:port`. */
  readonly peer: string
  /** The versions that it supports, by API key. */
  readonly versions: ReadonlyMap<number, Versions>
}

/** The broker and `ours` have no common version of the API; the message has both ranges. */
export function noCommonVersion({peer, versions}: Broker, api: Api, ours: Versions): UnsupportedApi {
  const theirs = versions.get(api.key)
  if (!theirs && api.key === Metadata.key)
    return new UnsupportedApi(`${peer} is the listener of a controller, not of a broker; use the port of a broker`)
  const has = theirs ? `has versions ${theirs.join(' to ')} of it` : 'does not have it'
  const release = broughtBy(api.key, ours[0])
  const own = guessRelease(versions)?.from
  if (!theirs && release !== undefined && own !== undefined && !isBefore(own, release))
    return new UnsupportedApi(
      `${api.name}: the broker ${peer} does not support it, although it otherwise speaks like Kafka ${own}, and Kafka has had it since ${release}: it is another implementation, or this listener is not meant for it`,
    )
  const tooNew = theirs !== undefined && theirs[0] > ours[1]
  const age = tooNew ? 'too new for this' : `too old for this${since(versions, api, ours[0])}`
  return new UnsupportedApi(
    `${api.name}: the broker ${peer} ${has}, kafkit speaks versions ${ours.join(' to ')}; the broker is ${age}`,
  )
}

/** The request has a field that the version negotiated with the broker cannot carry. */
export function fieldUnsupported({peer, versions}: Broker, api: Api, error: UnsupportedField): UnsupportedApi {
  const theirs = versions.get(api.key)?.join(' to ')
  const place = `the broker ${peer} has versions ${theirs} of it${since(versions, api, error.since)}`
  return new UnsupportedApi(`${api.name}: ${error.message}; ${place}`, {cause: error})
}

function since(versions: Broker['versions'], api: Api, version: number): string {
  const release = broughtBy(api.key, version)
  if (release === undefined) return ''
  const guess = guessRelease(versions)
  const own = guess && guess.to !== release ? `, this one behaves like Kafka ${guess.to}` : ''
  return ` (it came with Kafka ${release}${own})`
}
