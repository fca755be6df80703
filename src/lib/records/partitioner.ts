// Which partition a record goes to when nobody says.

/** murmur2: Java's; crc32: librdkafka's consistent_random; both send keyless records in runs to a random partition. */
export type PartitionerName = 'murmur2' | 'crc32' | 'round-robin' | 'random'
