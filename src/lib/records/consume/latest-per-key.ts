// Reads what compaction would leave: the newest record of each key.
import type {Cluster} from '../../cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from './consume.ts'
import type {Consumed} from './consumption.ts'
import type {Output} from '../output.ts'

/**
 * Reads the topic twice up to its present end: first the keys, then the newest record of each, in log order. Leaves out
 * keys whose newest record is a tombstone, and writes all records without a key. As in compaction, the same key in two
 * partitions counts as two keys. Keeps all keys in memory.
 */
export async function consumeLatestPerKey(cluster: Cluster, input: ConsumeInput): Promise<Consumed> {
  const newest = new Map<string, Map<string, number>>()
  const nowhere: Output = {write: async () => undefined}
  const {maxRecords: _, maxPerPartition: __, onProgress: ___, decoding: ____, filter, ...reading} = input
  const ends = input.until === undefined ? {until: 'end' as const} : {}
  const first = await consumeRecords(cluster, {
    ...reading,
    ...ends,
    output: nowhere,
    format: (record, {topic, partition}) => {
      const {key} = record
      if (key === null) return
      const name = `${topic}-${partition}`
      const offsets = newest.get(name) ?? new Map<string, number>()
      newest.set(name, offsets)
      const text = key.toString('latin1')
      if (record.valueLength >= 0) offsets.set(text, record.offset)
      else offsets.delete(text)
    },
  })
  if (first.stoppedBy !== 'end') return {...first, records: 0, bytes: 0}

  const wanted = new Map([...newest].map(([name, offsets]) => [name, new Set(offsets.values())]))
  newest.clear()
  return consumeRecords(cluster, {
    ...input,
    ends: new Map(first.positions.map(({topic, partition, offset}) => [`${topic}-${partition}`, offset])),
    filter: (record, place) =>
      (record.keyLength < 0 || (wanted.get(`${place.topic}-${place.partition}`)?.has(record.offset) ?? false)) &&
      (filter?.(record, place) ?? true),
  })
}
