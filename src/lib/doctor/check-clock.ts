import {ConnectionError} from '../cluster/errors.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {timed, type Examination} from './examination.ts'
import type {Finding} from './step.ts'

/** The difference from which tokens, offset resets by time and retention fail, ms; a second or two is harmless. */
const muchMs = 5000

/**
 * Only one response in Kafka's protocol contains the time: the leader of a KRaft quorum stamps its description with its
 * own clock (since Kafka 3.3). That is measured as in NTP, to within half a round trip. Otherwise the newest record in
 * __consumer_offsets that a broker stamped itself shows at least that its clock is not behind that time.
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
      summary: `unknown: only KRaft controllers since Kafka 3.3 report their time, and no record has a broker's timestamp${why}`,
    }
  }
  const age = examination.input.now() - newest.value
  const data = {notBehindByMoreThanMs: age}
  if (age < 0)
    return {
      verdict: -age > muchMs ? 'warning' : 'ok',
      summary: `a broker's clock is at least ${seconds(-age)} ahead of this machine's (by its newest timestamp in __consumer_offsets)`,
      hint: -age > muchMs ? clockHint : undefined,
      data,
    }
  return {
    verdict: 'ok',
    summary: `not known exactly: no broker's clock is more than ${seconds(age)} behind this machine's (its newest timestamp in __consumer_offsets); one may be ahead`,
    data,
  }
}

const clockHint =
  'have both machines take their time from the same source (NTP, chrony): tokens, retention and resets by time go wrong otherwise'

const seconds = (ms: number) =>
  ms < 1000 ? `${ms} ms` : ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} minutes`

/** The newest record over all partitions, ms since the epoch; undefined if there is none. */
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
