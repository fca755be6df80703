// Turns a saved plan into the form that lint checks, since the files it was made from may no longer exist.
import {ownSource} from '../../configs/config-entry.ts'
import {isUnread, type Current, type CurrentTopic} from '../current.ts'
import type {DesiredConfig, DesiredTopic} from '../declared.ts'
import type {Place} from '../../text/place.ts'
import type {Action} from '../plan/plan.ts'
import type {Linted} from './lint.ts'

/**
 * The topics as the plan leaves them, including unchanged ones. `otherwise`: the place to report for what has none in a
 * file.
 */
export function lintedOf(actions: readonly Action[], current: Pick<Current, 'topics'>, otherwise: Place): Linted {
  const topics = actions.flatMap((action): DesiredTopic[] => {
    const {name, deed, place: said} = action
    const place = said ?? otherwise
    const found = current.topics.get(name)
    const now = found && !isUnread(found) ? found : undefined
    const as = (value: number | null | undefined) => (value == null ? undefined : {value, place})
    const topic = {place, name, state: 'present', ignore: [], about: {}} as const
    if (deed.type === 'createTopic')
      return [
        {
          ...topic,
          partitions: withExactly(as(deed.assignment?.length ?? deed.partitions)),
          replicationFactor: as(deed.assignment?.[0]?.length ?? deed.replicationFactor),
          configs: Object.entries(deed.configs).map(([config, value]) => ({place, name: config, value})),
        },
      ]
    if (deed.type !== 'alterTopic') return []
    const replicas = deed.moves[0]?.to ?? now?.partitions[0]?.replicas
    return [
      {
        ...topic,
        partitions: withExactly(as(deed.partitions ?? now?.partitions.length)),
        replicationFactor: as(replicas?.length),
        configs: [
          ...setNow(now, place).filter(({name: config}) => deed.configs.every((each) => each.name !== config)),
          ...deed.configs.map((each) => ({...each, place})),
        ],
      },
    ]
  })
  const acls = actions.flatMap(({deed, place}) =>
    deed.type === 'createAcl'
      ? [{place: place ?? otherwise, state: 'present' as const, binding: deed.binding, role: null}]
      : [],
  )
  return {topics, acls, sections: new Set()}
}

const withExactly = <T extends object>(value: T | undefined) => value && {...value, atLeast: false}

function setNow(now: CurrentTopic | undefined, place: Place): DesiredConfig[] {
  if (!now || isUnread(now.configs)) return []
  const own = ownSource({type: 'TOPIC', name: now.name})
  return [...now.configs.entries.values()].flatMap(({name, value, source}) =>
    source === own ? [{place, name, value}] : [],
  )
}
