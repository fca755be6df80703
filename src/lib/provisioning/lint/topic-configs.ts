// The configs that topics of Apache Kafka can have (TopicConfig of Kafka 4.3; those of earlier releases with the one that
// took them away). Only a broker knows its own: offline, a name that is on no list is most often a slip of the keyboard.

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

/** For each name: since when it has no effect, and what replaced it. */
export const deprecatedTopicConfigs: Readonly<Record<string, string>> = {
  'message.format.version': 'it has no effect since Kafka 3.0, and Kafka 4.0 does not know it',
  'message.downconversion.enable': 'Kafka 4.0 does not know it',
  'message.timestamp.difference.max.ms':
    'Kafka 4.0 does not know it: message.timestamp.before.max.ms and message.timestamp.after.max.ms took its place',
}

/** Configs of other implementations begin so, and are none of ours to judge. */
export const isForeignConfig = (name: string): boolean =>
  /^(?:confluent|redpanda|write|tiered|diskless|inkless)\.|^replication\.factor$/.test(name)
