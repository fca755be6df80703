/** Reads `0:1,1:2,2:0`: brokers of a partition joined by colons (the first is the preferred leader), partitions by commas. UsageError. */
export function parseReplicaAssignment(_text: string): number[][] {
  throw new Error('being written')
}
