import type {PracticeCluster} from './practice-cluster.ts'

/** The addresses of the named brokers, for a client that has not heard of them yet (KIP-951). */
export function nodeEndpoints({brokers}: PracticeCluster, ids: readonly number[]) {
  return brokers.filter(({id}) => ids.includes(id)).map(({id, host, port, rack}) => ({nodeId: id, host, port, rack}))
}
