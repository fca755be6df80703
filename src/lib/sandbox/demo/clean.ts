import type {Admin} from 'kafkajs'
import {Metadata} from '../../apis/metadata.ts'
import {parseAddresses} from '../../cluster/address.ts'
import {openCluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {SandboxError} from '../errors.ts'
import {pause} from './applications.ts'
import {demoGroups, orders, payments, poison} from './stories.ts'

/**
 * Deletes the topics and groups of an earlier demo, so that each starts in the same state. Throws SandboxError while
 * another demo runs.
 */
export async function beginAnew(admin: Admin, bootstrapServers: string, signal?: AbortSignal): Promise<void> {
  const {groups} = await admin.listGroups()
  const mine = new Set(demoGroups.map(({groupId}) => groupId))
  const left = groups.map(({groupId}) => groupId).filter((id) => mine.has(id))
  for (let tries = 0; left.length > 0; tries++) {
    const outcomes = await admin.deleteGroups(left).catch((error: unknown) => {
      const {groups: failed} = error as {groups?: {groupId: string; errorCode?: number}[]}
      if (!failed) throw error
      return failed
    })
    const busy = outcomes.find((each) => each.errorCode === errorCode.nonEmptyGroup)
    if (!busy) break
    // The sessions of killed members expire after 10 s, with KIP-848 after 45 s.
    if (tries === 12)
      throw new SandboxError(
        `group ${busy.groupId} has members: another demo runs in this sandbox, or was killed less than a minute ago`,
      )
    signal?.throwIfAborted()
    await pause(1000)
  }
  const topics = [orders, payments, poison]
  const existing = new Set(await admin.listTopics())
  const old = topics.map(({topic}) => topic).filter((name) => existing.has(name))
  if (old.length > 0) await admin.deleteTopics({topics: old})
  await admin.createTopics({
    waitForLeaders: false,
    topics: topics.map(({topic, partitions}) => ({topic, numPartitions: partitions, replicationFactor: 1})),
  })
  await knownEverywhere(
    bootstrapServers,
    topics.map(({topic}) => topic),
    signal,
  )
}

/**
 * kafkajs asks one broker and gives up if that broker does not know a topic yet, so all of them have to know it first.
 */
async function knownEverywhere(bootstrapServers: string, names: readonly string[], signal?: AbortSignal) {
  const cluster = openCluster({bootstrap: parseAddresses(bootstrapServers), clientId: 'demo', signal})
  const knows = async (node: number) => {
    const {topics} = await cluster.call(
      Metadata,
      {topics: names.map((name) => ({name})), allowAutoTopicCreation: false},
      {to: {node}},
    )
    return topics.every(
      (topic) => topic.errorCode === errorCode.none && topic.partitions.every(({leaderId}) => leaderId >= 0),
    )
  }
  try {
    const nodes = (await cluster.brokers()).map(({id}) => id)
    for (let tries = 0; !(await Promise.all(nodes.map(knows))).every(Boolean); tries++) {
      if (tries === 300) throw new SandboxError('some brokers did not learn of the demo topics within 30 s')
      await pause(100)
    }
  } finally {
    cluster.close()
  }
}
