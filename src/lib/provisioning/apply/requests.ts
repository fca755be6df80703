// Turns the actions of a plan into the arguments of the operations that carry them out.
import type {PrintedError} from '../../cluster/errors.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import type {ResourceSteps} from '../../configs/incremental.ts'
import type {NewTopic} from '../../topics/create.ts'
import {listed} from '../../text/listed.ts'
import {CannotApply} from '../plan/problems.ts'
import type {Action} from '../plan/plan.ts'

/** Undefined for any action that does not create a topic. */
export function newTopicOf({name, deed}: Action): NewTopic | undefined {
  if (deed.type !== 'createTopic') return undefined
  const {partitions, replicationFactor, assignment, configs} = deed
  return {
    name,
    partitions: partitions ?? undefined,
    replicationFactor: replicationFactor ?? undefined,
    assignments: assignment ?? undefined,
    configs,
  }
}

/** The config changes of an existing topic or another resource; undefined if the action changes no configs. */
export function stepsOf({name, deed}: Action): ResourceSteps | undefined {
  if (deed.type !== 'alterTopic' && deed.type !== 'alterConfigs') return undefined
  const resource: ConfigResource = deed.type === 'alterTopic' ? {type: 'TOPIC', name} : deed.resource
  return {
    resource,
    steps: deed.configs.map(({name: config, value}) => ({
      name: config,
      operation: value === null ? 'unset' : 'set',
      value,
    })),
  }
}

/**
 * Adds the names of the configs to a refusal, because brokers and config providers do not always say which one they
 * refused.
 */
export function refusedConfigs(error: PrintedError, {steps}: ResourceSteps): PrintedError {
  const names = steps.map(({name}) => name)
  if (names.some((name) => error.message.includes(name))) return error
  const which = names.length === 1 ? names[0] : `one of ${listed(names, 'and')}`
  return new CannotApply(`${which} was refused: ${error.message}`)
}
