// The assignors by their names in partition.assignment.strategy, without Java's package.
import {UsageError} from '../../cluster/errors.ts'
import type {Assignor} from './assignor.ts'
import {cooperativeSticky} from './cooperative-sticky.ts'
import {range} from './range.ts'
import {roundRobin} from './round-robin.ts'
import {sticky} from './sticky.ts'

export const assignors: readonly Assignor[] = [range, roundRobin, sticky, cooperativeSticky]
export type AssignorName = 'range' | 'roundrobin' | 'sticky' | 'cooperative-sticky'

/** The assignors with these names, in their order. Throws UsageError for an unknown name, or if there are no names. */
export function assignorsNamed(names: readonly string[]): readonly Assignor[] {
  if (names.length === 0) throw new UsageError('name at least one assignor')
  return names.map((name) => {
    const found = assignors.find((each) => each.name === name)
    if (found) return found
    throw new UsageError(`unknown assignor '${name}'; there are ${assignors.map((each) => each.name).join(', ')}`)
  })
}
