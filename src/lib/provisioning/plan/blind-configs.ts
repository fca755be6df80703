// Sets configs that could not be read first (--blind-configs).
import {KafkaError} from '../../cluster/errors.ts'
import {typedValue} from '../../configs/config-values.ts'
import type {CurrentTopic} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import {orProblem} from '../fields.ts'
import type {Reading} from '../reader.ts'
import {isThrottleList, shown, type ComparedConfigs} from './compare-configs.ts'
import {unreadConfigs} from './plan.ts'

/** Whether reading the configs was refused for lack of rights; other failures do not count. */
export const isForbidden = (configs: CurrentTopic['configs']): boolean =>
  configs instanceof KafkaError && configs.codeName.endsWith('_AUTHORIZATION_FAILED')

/** All declared configs as changes. The present values are unknown, so each change may shorten retention. */
export function blindConfigs({configs, ignore}: DesiredTopic, reading: Reading): ComparedConfigs {
  const found = configs.flatMap(({name, value, place}) => {
    if (ignore.includes(name) || isThrottleList(name)) return []
    const typed = value === null ? null : orProblem(reading, place, () => typedValue(name, 'UNKNOWN', value))
    return typed === undefined ? [] : [{name, value: typed}]
  })
  return {
    steps: found,
    lines: found.map(({name, value}) => ({
      field: name,
      from: null,
      to: value === null ? 'unset' : shown(name, value),
      harm: /^(?:retention\.(?:ms|bytes)|cleanup\.policy)$/.test(name) ? 'data-loss' : null,
      note: 'the present value may not be read',
    })),
    expects: unreadConfigs,
    undeclared: [],
  }
}
