// Notices about replicas that are moving, and about throttles that no longer throttle anything.
import {isUnread, type CurrentTopic} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import {isThrottleList} from './compare-configs.ts'
import type {Notice} from './plan.ts'

/** `unended`: topics that a reassignment of ours moves as the file wants, with its journal. */
export function movingNotices(
  {name, place}: DesiredTopic,
  now: CurrentTopic,
  unended: ReadonlyMap<string, string>,
): Notice[] {
  const journal = unended.get(name)
  if (journal !== undefined)
    return [
      {
        kind: 'topic',
        name,
        place,
        text: `a run that has not ended is moving its replicas to where the file wants them: kafkit apply continues it (${journal})`,
      },
    ]
  const {configs, moving} = now
  if (isUnread(configs) || isUnread(moving) || moving.length > 0) return []
  const lists = [...configs.entries.values()].filter(({name: each, value}) => isThrottleList(each) && value)
  return lists.map(({name: each, value}) => ({
    kind: 'topic',
    name,
    place,
    text: `${each}=${value} throttles replicas although none of them is moving; it is kept, and kafkit reassign clean-throttles removes it`,
  }))
}
