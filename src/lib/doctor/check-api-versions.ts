import {addressText} from '../cluster/address.ts'
import {guessRelease, type ReleaseGuess} from '../cluster/releases.ts'
import type {Examination} from './examination.ts'
import {someWork, type Detail, type Finding} from './step.ts'

/** What each bootstrap server speaks, and which release of Apache Kafka speaks like that. */
export async function checkApiVersions(examination: Examination): Promise<Finding> {
  const {reachable} = examination
  const answers = await Promise.all(
    reachable.map(async (server) => ({server, introduction: await examination.introduction(server)})),
  )
  examination.introduced = answers.flatMap(({server, introduction}) => (introduction.value ? [server] : []))
  const details = answers.map(({server, introduction}): Detail => {
    const {value, error, elapsedMs} = introduction
    const release = value && reachable.length > 1 ? `, ${releaseText(guessRelease(value.versions))}` : ''
    const text = value ? `${value.versions.size} APIs${release}` : error.message
    return {subject: addressText(server), verdict: value ? 'ok' : 'failed', text, elapsedMs}
  })
  const failed = details.find(({verdict}) => verdict === 'failed')
  const first = answers.find(({introduction}) => introduction.value)?.introduction.value
  const guess = first && guessRelease(first.versions)
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary: first ? releaseText(guess) : (failed?.text ?? ''),
    details,
    hint: failed && hintFor(failed.text),
    data: {
      release: guess ?? null,
      features: Object.fromEntries(first?.features ?? []),
      apis: Object.fromEntries(first?.versions ?? []),
    },
  }
}

function releaseText(guess: ReleaseGuess | undefined): string {
  if (!guess) return 'no API that we know'
  const range = guess.from === guess.to ? guess.from : `${guess.from} to ${guess.to}`
  return guess.lacks.length === 0
    ? `speaks as Apache Kafka ${range}`
    : `not Apache Kafka as it seems (it lacks ${guess.lacks.length} APIs); newest of what it speaks is from Kafka ${range}`
}

function hintFor(text: string): string {
  if (/HTTP server/.test(text))
    return 'the port belongs to a web server (a REST proxy, a schema registry, a console): use the port of a Kafka listener, often 9092'
  if (/answers in TLS/.test(text)) return 'set security.protocol=SSL, or SASL_SSL if the cluster demands a login'
  if (/did not answer/.test(text))
    return 'the port takes connections but nobody answers: is the broker hanging, starting up, or is a load balancer without a broker in between?'
  if (/closed the connection without an answer/.test(text))
    return 'it may be a TLS listener (try security.protocol=SSL or SASL_SSL), no Kafka at all, or a proxy without a broker behind it'
  return 'look whether this is the port of a Kafka listener'
}
