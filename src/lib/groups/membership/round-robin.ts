// Apache's RoundRobinAssignor: deals all partitions in order, passing over members that do not subscribe to the topic.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, compare, compareMembers, type Assignor} from './assignor.ts'

export const roundRobin: Assignor = {
  name: 'roundrobin',
  eager: true,
  assign(members, topics) {
    const ring = members.toSorted(compareMembers).map(({id, topics}) => ({id, reads: new Set(topics)}))
    const taken = new Map<string, TopicPartition[]>(members.map(({id}) => [id, []]))
    let at = 0
    for (const [topic, partitions] of [...topics].sort(([a], [b]) => compare(a, b))) {
      if (!ring.some(({reads}) => reads.has(topic))) continue
      for (let partition = 0; partition < partitions.length; at++) {
        const next = ring[at % ring.length]
        if (next?.reads.has(topic)) taken.get(next.id)?.push({topic, partition: partition++})
      }
    }
    return assignmentOf(taken)
  },
}
