/** The limits of the practice broker, shown when it is started, so that it is not taken for a real broker. */
export const practiceBrokerLacks = `This is kafkit's in-memory practice broker, not Apache Kafka. It answers as Kafka 4.3.1 does for topics, records,
consumer groups of the classic protocol, committed offsets and configs. What it lacks:
  - It keeps nothing: all topics, records and offsets are gone when it stops.
  - Record batches take at most 256 MiB; beyond that the oldest are dropped, whatever retention says.
  - One process plays all brokers: replicas are always in sync, none can fail alone, leaders never change.
  - No transactions, no groups of the consumer protocol (KIP-848), no share or streams groups.
  - No TLS, no SASL, no ACLs, no quotas, no delegation tokens: every client may do everything.
  - No compaction; retention.ms and retention.bytes act on pieces of at most 4 MiB.
  - __consumer_offsets is there but empty, and committed offsets never expire.
  - No fetch sessions, reassignments, elections of leaders, log dirs, or configs of loggers, groups and client metrics.
For the real one: install Java 17 or newer, or start Docker, and then
  kafkit sandbox start --name real`
