import {ConnectionError} from '../cluster/errors.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {timed, type Examination} from './examination.ts'
import type {Finding} from './step.ts'

/** By so much tokens, offset resets by time and retention go wrong; a second or two does no harm. */
const muchMs = 5000

/**
 * Kafka's protocol tells the time in one answer only: a KRaft quorum's leader stamps its description of itself
 * with its own clock (since Kafka 3.3). That is measured as NTP does it, to within half a round trip. Elsewhere the newest
 * record that a broker itself stamped, in __consumer_offsets, says at least that its clock is not behind that time.
 */
export async function checkClock(examination: Examination): Promise<Finding> {
  const {clock} = examination
  if (clock) {
    const {differenceMs, uncertaintyMs} = clock
    const size = Math.abs(differenceMs)
    const data = {differenceMs, uncertaintyMs}
    const accuracy = `(± ${uncertaintyMs} ms, asked of the active controller)`
    if (size <= uncertaintyMs) return {verdict: 'ok', summary: `no difference that can be measured ${accuracy}`, data}
    const summary = `the controller's clock is ${seconds(size)} ${differenceMs > 0 ? 'ahead of' : 'behind'} this machine's ${accuracy}`
    if (size - uncertaintyMs <= muchMs) return {verdict: 'ok', summary, data}
    return {verdict: 'warning', summary, hint: clockHint, data}
  }
  const newest = await timed(examination.signal, () => newestStamp(examination))
  if (newest.value === undefined) {
    const why = newest.error && !(newest.error instanceof ConnectionError) ? ` (${newest.error.message})` : ''
    return {
      verdict: 'skipped',
      summary: `cannot be known: only KRaft controllers since Kafka 3.3 tell their time, and no record has a broker's stamp${why}`,
    }
  }
  const age = examination.input.now() - newest.value
  const data = {notBehindByMoreThanMs: age}
  if (age < 0)
    return {
      verdict: -age > muchMs ? 'warning' : 'ok',
      summary: `a broker's clock is at least ${seconds(-age)} ahead of this machine's (by its newest stamp in __consumer_offsets)`,
      hint: -age > muchMs ? clockHint : undefined,
      data,
    }
  return {
    verdict: 'ok',
    summary: `not known exactly: no broker's clock is more than ${seconds(age)} behind this machine's (its newest stamp in __consumer_offsets); whether one is ahead is not known`,
    data,
  }
}

const clockHint =
  'have both machines take their time from the same source (NTP, chrony): tokens, retention and resets by time go wrong otherwise'

const seconds = (ms: number) =>
  ms < 1000 ? `${ms} ms` : ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} minutes`

/** Ms since the epoch, of the newest record over all partitions; undefined if there is none. */
async function newestStamp({cluster, signal}: Examination): Promise<number | undefined> {
  const [topic] = await cluster.topics(['__consumer_offsets'])
  if (!topic || topic.errorCode !== 0) return undefined
  const queries = topic.partitions.map(({index}) => ({
    topic: topic.name,
    partition: index,
    spec: 'maxTimestamp' as const,
  }))
  const listed = await listOffsets(cluster, queries, {timeoutMs: 3000, signal})
  const stamps = listed.flatMap((each) => (each.error || each.timestamp === null ? [] : [each.timestamp]))
  return stamps.length > 0 ? Math.max(...stamps) : undefined
}
