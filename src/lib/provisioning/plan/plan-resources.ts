// Plans configs of brokers, groups and client metrics subscriptions.
import {UnsupportedApi} from '../../cluster/errors.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {resourceWord} from '../../configs/resource-words.ts'
import {isUnread, resourceKey, type Current} from '../current.ts'
import type {DesiredConfigs} from '../declared.ts'
import type {Reading} from '../reader.ts'
import {compareConfigs} from './compare-configs.ts'
import {countUnchanged, emptyPart, type Part} from './parts.ts'
import type {Kind} from './plan.ts'
import type {Previous} from './previous.ts'
import {unsetNotices, type Undeclared} from './undeclared.ts'

export interface ResourceOptions {
  readonly undeclared: Undeclared
  readonly previous: Previous
}

export function planResources(
  wanted: readonly DesiredConfigs[],
  current: Current,
  reading: Reading,
  {undeclared, previous}: ResourceOptions,
): Part {
  const part = emptyPart()
  for (const {resource, configs, place} of [...wanted, ...previous.resources(wanted)]) {
    const [kind, name] = [kindOf(resource), nameOf(resource)]
    const now = current.resources.get(resourceKey(resource))
    if (now === undefined || isUnread(now)) {
      const error = now ?? new UnsupportedApi(`the configs of ${resourceWord(resource)} were not read`)
      part.unknown.push({kind, name, place, error})
      continue
    }
    const dropped = previous.configs(resource, configs)
    const first = compareConfigs(resource, configs, now, reading, {dropped})
    const found =
      undeclared === 'reset'
        ? compareConfigs(
            resource,
            configs,
            now,
            {...reading, problem: () => undefined},
            {
              dropped: new Map([
                ...dropped,
                ...first.undeclared.map(({name: each}) => [each, 'is not in the files'] as const),
              ]),
            },
          )
        : first
    if (undeclared === 'report') part.notices.push(...unsetNotices(kind, name, place, found.undeclared))
    if (found.steps.length === 0) {
      countUnchanged(part, kind)
      continue
    }

    part.actions.push({
      kind,
      change: 'change',
      name,
      place,
      harms: [],
      deed: {type: 'alterConfigs', resource, configs: found.steps},
      expects: {configs: found.expects},
      checked: 'kafkit',
      lines: found.lines,
      summary: '',
    })
  }
  return part
}

const kinds = {BROKER: 'broker', GROUP: 'group', CLIENT_METRICS: 'client-metrics'} as const

export const kindOf = ({type}: ConfigResource): Kind => (type in kinds ? kinds[type as keyof typeof kinds] : 'broker')
/** `default` for the cluster-wide defaults of brokers. */
export const nameOf = ({type, name}: ConfigResource): string => (type === 'BROKER' && name === '' ? 'default' : name)
