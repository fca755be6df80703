// What tools based on Java's share consumer have in common: a cluster without a time limit, and a request for the
// topic.
import type {Io} from '../../cli/io.ts'
import {openCluster, type Cluster} from '../../cluster/cluster.ts'
import type {MemberEvent} from '../../groups/membership/member-settings.ts'
import type {ShareConsumerConfig} from '../client/share-consumer-config.ts'
import {openClient} from '../client/open-client.ts'
import type {OpenCluster} from '../command-line/tool.ts'
import {noLimitMs, TopicQuestions} from './group-member.ts'

/**
 * After Ctrl-C, a member still acknowledges records and leaves the group, so only `close` ends its cluster. Throws
 * JavaError if it cannot be set up.
 */
export const openShareClient = (
  properties: ReadonlyMap<string, string>,
  clientId: string,
  io: Io,
  open: OpenCluster = openCluster,
): Promise<Cluster> =>
  openClient(
    {kind: 'share consumer', bootstrap: properties.get('bootstrap.servers') ?? '', properties, clientId},
    io,
    ({signal: _, ...settings}) => open({...settings, totalTimeoutMs: noLimitMs}),
  )

/**
 * The settings of a member that reports problems as WARN. Asks for the topic first. Throws JavaError for a topic that
 * the metadata refuses.
 */
export async function shareMemberOf(
  cluster: Cluster,
  config: ShareConsumerConfig,
  topic: string,
  signal: AbortSignal,
  err: (text: string) => void,
) {
  await new TopicQuestions(cluster, config, signal, err).ask(topic)
  return {
    ...config.read,
    topics: [topic],
    signal,
    onNotice: (text: string) => err(`WARN ${text}\n`),
    onEvent: (event: MemberEvent) => {
      if (event.type === 'trouble' || event.type === 'coordinator lost' || event.type === 'lost')
        err(`WARN ${event.error.message}\n`)
    },
  }
}

/** Acknowledgements that were not confirmed; Java's tools do not mention them. */
export const unconfirmedWarning = (each: {
  readonly topic: string
  readonly partition: number
  readonly records: number
  readonly error: Error
}): string =>
  `WARN ${each.records} records of ${each.topic}-${each.partition} may be delivered again: their acknowledgement was not confirmed (${each.error.message})\n`
