// The first request on every connection: which APIs and features the broker has (KIP-511, KIP-584).
import packageJson from '../../../package.json' with {type: 'json'}
import type {ApiVersions} from '../apis/api-versions.ts'
import type {Versions} from '../wire/api.ts'
import type {Got, Sent} from '../wire/schema.ts'
import {silentError} from './connection-errors.ts'
import {errorCode} from './error-codes.ts'
import {ConnectionError, KafkaError} from './errors.ts'

export interface Introduction {
  /** The versions that the broker supports, by API key. */
  readonly versions: ReadonlyMap<number, Versions>
  /** Finalized features and their levels (KIP-584), for instance `transaction.version`. */
  readonly features: ReadonlyMap<string, number>
}

type Answer = Got<typeof ApiVersions.response>

interface Way {
  readonly peer: string
  readonly timeoutMs: number
  ask(request: Sent<typeof ApiVersions.request>, version: number): Promise<Answer>
  /** Whether the broker closed the connection, so that it cannot be asked again. */
  isClosed(): boolean
}

/** The version that every broker since 2.4 can read; older ones answer in v0 with their own versions (KIP-511). */
const usualVersion = 3
const program = {clientSoftwareName: 'kafkit', clientSoftwareVersion: packageJson.version}

/** Throws ConnectionError if the other side does not answer, or not in Kafka's protocol. */
export async function introduce(way: Way): Promise<Introduction> {
  const answer = await answerOf(way)
  if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode, `ask ${way.peer} what it speaks`)
  return {
    versions: new Map(answer.apiKeys.map(({apiKey, minVersion, maxVersion}) => [apiKey, [minVersion, maxVersion]])),
    features: new Map(answer.finalizedFeatures.map(({name, maxVersionLevel}) => [name, maxVersionLevel])),
  }
}

async function answerOf(way: Way): Promise<Answer> {
  try {
    const answer = await way.ask(program, usualVersion)
    // A broker that does not know v3 answers in v0, whatever was requested; read as v3, that response is cut short.
    return answer.errorCode === errorCode.unsupportedVersion ? await way.ask({}, 0) : answer
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error
    if (error.kind === 'timeout') throw silentError(way.peer, way.timeoutMs)
    if (error.kind !== 'protocol' || way.isClosed()) throw error
    return way.ask({}, 0)
  }
}
