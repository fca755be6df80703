import {UsageError} from '../cluster/errors.ts'
import {isPattern, nameSelector} from '../text/name-selector.ts'

const longest = 249

/** Why Kafka rejects a topic name (org.apache.kafka.common.internals.Topic); undefined if it is valid. */
export function topicNameProblem(name: string): string | undefined {
  if (name === '') return 'a topic name cannot be empty'
  if (name === '.' || name === '..') return `a topic cannot be called '${name}'`
  const strange = /[^a-zA-Z0-9._-]/u.exec(name)
  if (strange) {
    return `topic name '${name}' contains ${JSON.stringify(strange[0])}: only ASCII letters, digits, '.', '_' and '-' are allowed`
  }
  if (name.length > longest) return `topic name '${name}' has ${name.length} characters: at most ${longest} are allowed`
  return undefined
}

/** Throws a UsageError if Kafka rejects the name. */
export function checkTopicName(name: string): void {
  const problem = topicNameProblem(name)
  if (problem !== undefined) throw new UsageError(problem)
}

/** Throws a UsageError unless it is a name that Kafka allows, a pattern (`orders-*`) or a regular expression (`/^orders/`). */
export function checkTopicSelector(text: string): void {
  if (!isPattern(nameSelector(text))) checkTopicName(text)
}

/** Metric names treat '.' and '_' alike, so a topic name with either may collide with another one. */
export const hasCollisionCharacter = (name: string): boolean => /[._]/.test(name)

/** The same for names whose metrics would collide. */
export const metricName = (topic: string): string => topic.replaceAll('.', '_')
