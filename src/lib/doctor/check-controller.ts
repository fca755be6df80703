import {DescribeQuorum} from '../apis/describe-quorum.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {timed, type Examination} from './examination.ts'
import type {Finding} from './step.ts'

const metadataPartition = {topicName: '__cluster_metadata', partitions: [{partitionIndex: 0}]}

/**
 * Finds the node that accepts changes. In KRaft clusters the metadata names any broker, which forwards them; the quorum
 * itself knows its leader (KIP-836). Its response is the only one in Kafka's protocol with a server's clock, so the
 * time is kept.
 */
export async function checkController(examination: Examination): Promise<Finding> {
  const {cluster, signal, brokers} = examination
  const named = await cluster.controller()
  const quorum = await timed(signal, async () => {
    if (!(await cluster.supports(DescribeQuorum))) return undefined
    const ask = async () => {
      const before = examination.input.now()
      const answer = await cluster.call(
        DescribeQuorum,
        {topics: [metadataPartition]},
        {what: 'describe the metadata quorum'},
      )
      return {answer, before, after: examination.input.now()}
    }
    // The first request of a kind takes longer, and the clock is known only to within half of the request's duration.
    const [first, second] = [await ask(), await ask()]
    return second.after - second.before < first.after - first.before ? second : first
  })
  const partition = quorum.value?.answer.topics[0]?.partitions[0]
  if (!quorum.value || !partition || partition.errorCode !== 0) {
    const why = quorum.error && !(quorum.error instanceof UnsupportedApi) ? `; ${quorum.error.message}` : ''
    if (named < 0)
      return {
        verdict: 'failed',
        summary: `the cluster has no controller at the moment${why}`,
        hint: 'nothing can be created or changed until one is elected: look at the logs of the controllers',
      }
    const address = brokers.some(({id}) => id === named) ? `broker ${named}` : `node ${named}`
    return {verdict: 'ok', summary: `changes go to ${address}${why}`, data: {controllerId: named}}
  }
  const {leaderId, leaderEpoch, currentVoters} = partition
  const leader = currentVoters.find(({replicaId}) => replicaId === leaderId)
  const {before, after} = quorum.value
  const stamp = leader?.lastFetchTimestamp ?? -1
  if (stamp > 0)
    examination.clock = {
      differenceMs: Math.round(stamp - (before + after) / 2),
      uncertaintyMs: Math.ceil((after - before) / 2),
    }
  const ids = currentVoters.map(({replicaId}) => replicaId).toSorted((a, b) => a - b)
  return {
    verdict: leaderId < 0 ? 'failed' : 'ok',
    summary:
      leaderId < 0
        ? 'the metadata quorum has no leader'
        : `controller ${leaderId} leads the quorum of ${ids.join(', ')} (epoch ${leaderEpoch})`,
    hint: leaderId < 0 ? 'look at the controllers: a majority of them must be up' : undefined,
    data: {controllerId: named, leaderId, leaderEpoch, voters: ids},
  }
}
