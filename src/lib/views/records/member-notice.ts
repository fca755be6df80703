// Sentences about the events of a group member, for people.
import type {MemberEvent} from '../../groups/membership/member-settings.ts'
import {counted} from '../../text/plural.ts'

/** How many partitions are named; more than that are counted. */
const mostNamed = 8

/** One sentence; undefined if there is nothing to report. */
export function memberNotice(event: MemberEvent, groupId: string): string | undefined {
  switch (event.type) {
    case 'assigned': {
      const names = event.assigned.map(({topic, partition}) => `${topic}-${partition}`)
      const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
      const named = names.slice(0, mostNamed).join(' ')
      return `group ${groupId}, generation ${event.generation}: ${named || 'no partitions'}${more}`
    }
    case 'lost':
      return `group ${groupId}: lost ${counted(event.partitions.length, 'partition')}: ${event.error.message}`
    case 'missing topics':
      return `waiting for ${event.topics.join(', ')}: there is no such topic yet`
    case 'coordinator lost':
      return `group ${groupId}: waiting for the coordinator, which is unavailable (${event.error.message})`
    case 'coordinator found':
      return `group ${groupId}: the coordinator is back`
    case 'trouble':
      return event.error.message
    case 'stood aside': {
      const seconds = Math.round(event.blockedMs / 1000)
      return `group ${groupId}: left the group because the output has been blocked for ${seconds} s; joins again when the output is no longer blocked`
    }
    case 'left':
      return undefined
  }
}
