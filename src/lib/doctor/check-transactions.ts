import {UnsupportedApi} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {durationText} from '../text/duration.ts'
import {counted} from '../text/plural.ts'
import {openTransactions, placesOf} from '../transactions/open.ts'
import {withoutLeader} from '../transactions/without-leader.ts'
import {timed, type Examination} from './examination.ts'
import type {Detail, Finding} from './step.ts'

/** Applications commit within seconds, so a producer that is silent for longer delays readers, ms. */
const olderMs = 60_000
/** The most transactions that are listed; more are only counted. */
const mostTold = 10

/**
 * Finds where readers of committed records wait for an open transaction (KIP-664, Kafka 2.8). Needs READ on the topics.
 */
export async function checkTransactions({cluster, signal, input}: Examination): Promise<Finding> {
  const all = await cluster.topics('all')
  const leaderless = withoutLeader(all)
  const topics = all.map((topic) => ({
    ...topic,
    // No broker can answer for a partition without a leader.
    partitions: topic.partitions.filter(({leader}) => leader >= 0),
  }))
  const places = placesOf(topics)
  if (places.length === 0)
    return {verdict: 'skipped', summary: leaderless ? `not known: ${leaderless.message}` : 'no partition can be seen'}
  const now = input.now()
  const failures = new Failures()
  const {value, error} = await timed(signal, async () =>
    (await openTransactions(cluster, places, {olderMs, now})).open(failures),
  )
  failures.told()
  if (error instanceof UnsupportedApi)
    return {verdict: 'skipped', summary: 'unknown: brokers report open transactions only since Kafka 2.8'}
  if (error) throw error
  const {transactions} = value
  const errors = leaderless ? [...value.errors, leaderless] : value.errors
  const [unseen] = errors
  const among = counted(places.length, 'partition')
  if (transactions.length > 0) {
    const details = transactions.map((each): Detail => {
      const silent = `producer ${each.producerId}, silent for ${durationText(now - each.lastTimestamp)}`
      return {
        subject: `${each.topic}-${each.partition}`,
        verdict: 'warning',
        text: `blocked by an open transaction at offset ${each.startOffset} (${silent}): ${each.reason}`,
        elapsedMs: null,
      }
    })
    const names = [...new Set(transactions.map(({topic}) => topic))]
    const shown = names.slice(0, 3)
    return {
      verdict: 'warning',
      summary: `readers of committed records wait for ${counted(transactions.length, 'open transaction')}${unseen ? `; not everything is known: ${unseen.message}` : ''}`,
      details: [...details.slice(0, mostTold), ...rest(details.length - mostTold)],
      hint: `kafkit transactions hanging ${shown.join(' ')}${names.length > shown.length ? ' …' : ''} --older ${durationText(olderMs)} shows whose they are, and whether they will end`,
      data: {transactions},
    }
  }
  if (unseen) {
    const partitions = all.reduce((sum, topic) => sum + topic.partitions.length, 0)
    const unknown = value.errors.length + partitions - places.length
    const data = {partitions, errors: errors.map(({message}) => message)}
    const summary = `not known for ${unknown} of ${counted(partitions, 'partition')}: ${unseen.message}`
    return {verdict: 'skipped', summary, data}
  }
  const summary = `no transaction in ${among} has been silent for longer than ${durationText(olderMs)}`
  return {verdict: 'ok', summary, data: {transactions: [], partitions: places.length}}
}

const rest = (more: number): Detail[] =>
  more > 0 ? [{subject: '…', verdict: 'warning', text: `and ${more} more`, elapsedMs: null}] : []
