import type {ListedGroup} from '../../groups/list.ts'
import {padded, widest} from '../java/format.ts'

/** `--list --state` of share and Streams groups: a header and one line per group. */
export function groupStateTable(groups: readonly ListedGroup[]): string {
  const width = widest(
    15,
    groups.map(({groupId}) => groupId),
  )
  const rows = groups.map(({groupId, state}) => [groupId, state ?? 'Unknown'])
  return [['GROUP', 'STATE'], ...rows].map((cells) => `${padded(cells, [width, 0])}\n`).join('')
}
