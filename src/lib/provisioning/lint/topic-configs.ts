// The configs that topics of Apache Kafka can have: TopicConfig of Kafka 4.3, and those of earlier releases with the
// release that removed them. Only a broker knows its own list; offline, a name that is on no list is most often a
// typing error.

export const topicConfigNames: readonly string[] = [
  'cleanup.policy',
  'compression.gzip.level',
  'compression.lz4.level',
  'compression.type',
  'compression.zstd.level',
  'delete.retention.ms',
  'file.delete.delay.ms',
  'flush.messages',
  'flush.ms',
  'follower.replication.throttled.replicas',
  'index.interval.bytes',
  'leader.replication.throttled.replicas',
  'local.retention.bytes',
  'local.retention.ms',
  'max.compaction.lag.ms',
  'max.message.bytes',
  'message.timestamp.after.max.ms',
  'message.timestamp.before.max.ms',
  'message.timestamp.type',
  'min.cleanable.dirty.ratio',
  'min.compaction.lag.ms',
  'min.insync.replicas',
  'preallocate',
  'remote.log.copy.disable',
  'remote.log.delete.on.disable',
  'remote.storage.enable',
  'retention.bytes',
  'retention.ms',
  'segment.bytes',
  'segment.index.bytes',
  'segment.jitter.ms',
  'segment.ms',
  'unclean.leader.election.enable',
]

/** For each deprecated name: since when it has no effect, and what replaced it. */
export const deprecatedTopicConfigs: Readonly<Record<string, string>> = {
  'message.format.version': 'it has no effect since Kafka 3.0, and Kafka 4.0 does not know it',
  'message.downconversion.enable': 'Kafka 4.0 does not know it',
  'message.timestamp.difference.max.ms':
    'Kafka 4.0 does not know it: message.timestamp.before.max.ms and message.timestamp.after.max.ms took its place',
}

/** Configs of other Kafka implementations have these prefixes; kafkit does not check them. */
export const isForeignConfig = (name: string): boolean =>
  /^(?:confluent|redpanda|write|tiered|diskless|inkless)\.|^replication\.factor$/.test(name)
