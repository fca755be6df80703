import {addressText} from '../cluster/address.ts'
import {plural} from '../text/plural.ts'
import type {Examination} from './examination.ts'
import type {Finding} from './step.ts'

/** The id of the cluster and its brokers. */
export async function checkMetadata(examination: Examination): Promise<Finding> {
  const {cluster} = examination
  try {
    examination.brokers = await cluster.brokers()
    examination.clusterId = await cluster.clusterId()
  } catch (error) {
    examination.signal?.throwIfAborted()
    return {verdict: 'failed', summary: (error as Error).message, hint: "look at the broker's log"}
  }
  const {brokers, clusterId} = examination
  return {
    verdict: brokers.length > 0 ? 'ok' : 'failed',
    summary: `cluster ${clusterId ?? 'without an id'}, ${brokers.length} ${plural(brokers.length, 'broker')}`,
    details: brokers.map((broker) => ({
      subject: `broker ${broker.id}`,
      verdict: 'ok',
      text: `advertised as ${addressText(broker)}${broker.rack === null ? '' : `, rack ${broker.rack}`}`,
      elapsedMs: null,
    })),
    hint: brokers.length > 0 ? undefined : 'no broker is registered: the cluster is starting, or has lost its quorum',
    data: {clusterId, brokers},
  }
}
