// Brokers silently leave out offsets of topics that a user may not describe, so a group without offsets may have
// some.
import {listed} from '../../text/listed.ts'
import {grouped} from '../../text/plural.ts'

const mostNamed = 5

/** A remark about groups in which no partition was found; undefined if there is none. */
export function unseenOffsets(
  groups: readonly {readonly groupId: string; readonly partitions: {readonly length: number}}[],
): string | undefined {
  const names = groups.flatMap(({groupId, partitions}) => (partitions.length === 0 ? [groupId] : []))
  if (names.length === 0) return undefined
  const more = names.length - mostNamed
  const shown = more > 0 ? [...names.slice(0, mostNamed), `${grouped(more)} more`] : names
  return `${listed(shown, 'and')}: nothing is committed, or it is hidden (brokers leave out topics that this user may not describe)`
}
