// The assignors by name (partition.assignment.strategy, without Java's packages).
import {UsageError} from '../../cluster/errors.ts'
import type {Assignor} from './assignor.ts'
import {cooperativeSticky} from './cooperative-sticky.ts'
import {range} from './range.ts'
import {roundRobin} from './round-robin.ts'
import {sticky} from './sticky.ts'

export const assignors: readonly Assignor[] = [range, roundRobin, sticky, cooperativeSticky]
export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky'

/** In the order of preference given. Raises UsageError for a name that is none of ours. */
export function assignorsNamed(names: readonly string[]): readonly Assignor[] {
  if (names.length === 0) throw new UsageError('name at least one assignor')
  return names.map((name) => {
    const found = assignors.find((each) => each.name === name)
    if (found) return found
    throw new UsageError(`unknown assignor '${name}'; there are ${assignors.map((each) => each.name).join(', ')}`)
  })
}
