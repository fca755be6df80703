import {addressText} from '../cluster/address.ts'
import {guessRelease, type ReleaseGuess} from '../cluster/releases.ts'
import {adviceFor} from './advice.ts'
import type {Examination} from './examination.ts'
import {someWork, type Detail, type Finding} from './step.ts'

/** Which API versions each bootstrap server supports, and which release of Apache Kafka has the same. */
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
  const failed = answers.find(({introduction}) => introduction.error)?.introduction
  const first = answers.find(({introduction}) => introduction.value)?.introduction.value
  const guess = first && guessRelease(first.versions)
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary: first ? releaseText(guess) : (failed?.error?.message ?? ''),
    details,
    hint: failed && adviceFor(failed.error, 'look whether this is the port of a Kafka listener'),
    data: {
      release: guess ?? null,
      features: Object.fromEntries(first?.features ?? []),
      apis: Object.fromEntries(first?.versions ?? []),
    },
  }
}

function releaseText(guess: ReleaseGuess | undefined): string {
  if (!guess) return 'has no API that kafkit knows'
  const range = guess.from === guess.to ? guess.from : `${guess.from} to ${guess.to}`
  return guess.lacks.length === 0
    ? `has the APIs of Apache Kafka ${range}`
    : `apparently not Apache Kafka (it lacks ${guess.lacks.length} APIs); its newest API version is from Kafka ${range}`
}
