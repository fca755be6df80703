import type {Io} from '../../cli/io.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Reading} from '../../groups/membership/reading.ts'
import {printEvent} from '../shared/events.ts'
import type {Polls} from './polls.ts'

/** Wraps the reading so that it prints an event for each change of the assignment, as Java's listener is called. */
export function announced(reading: Reading, polls: Polls, io: Io): Reading {
  const print = (name: string, partitions: readonly TopicPartition[]) =>
    printEvent(io, name, {partitions: partitions.map(({topic, partition}) => ({topic, partition}))})
  let joined = false
  return {
    joined: () => {
      reading.joined?.()
      joined = true
      // If no partitions were assigned, `add` does not follow at once.
      queueMicrotask(() => {
        if (joined) print('partitions_assigned', [])
        joined = false
      })
    },
    add: (partitions, member) => {
      joined = false
      polls.member = member
      print('partitions_assigned', partitions)
      return reading.add(partitions, member)
    },
    remove: async (partitions, member) => {
      polls.member = member
      await reading.remove(partitions, member)
      print('partitions_revoked', partitions)
    },
    lose: (partitions) => {
      reading.lose(partitions)
      print('partitions_revoked', partitions)
    },
  }
}
