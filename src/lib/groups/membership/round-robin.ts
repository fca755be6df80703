// Apache's RoundRobinAssignor: all partitions in order, dealt like cards; who does not read the topic is passed over.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, compare, compareMembers, type Assignor} from './assignor.ts'

export const roundRobin: Assignor = {
  name: 'roundrobin',
  eager: true,
  assign(members, topics) {
    const circle = members.toSorted(compareMembers).map(({id, topics}) => ({id, reads: new Set(topics)}))
    const taken = new Map<string, TopicPartition[]>(members.map(({id}) => [id, []]))
    let at = 0
    for (const [topic, partitions] of [...topics].sort(([a], [b]) => compare(a, b))) {
      if (!circle.some(({reads}) => reads.has(topic))) continue
      for (let partition = 0; partition < partitions.length; at++) {
        const next = circle[at % circle.length]
        if (next?.reads.has(topic)) taken.get(next.id)?.push({topic, partition: partition++})
      }
    }
    return assignmentOf(taken)
  },
}
