import type {PracticeCluster} from './practice-cluster.ts'

/** Where the named brokers are, for a client that has not heard of them (KIP-951). */
export function nodeEndpoints({brokers}: PracticeCluster, ids: readonly number[]) {
  return brokers.filter(({id}) => ids.includes(id)).map(({id, host, port, rack}) => ({nodeId: id, host, port, rack}))
}
