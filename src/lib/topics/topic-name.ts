import {UsageError} from '../cluster/errors.ts'
import {isPattern, nameSelector} from '../text/name-selector.ts'
import {topicNameProblem} from '../text/topic-name-problem.ts'

export {topicNameProblem}

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

/** The same text for names whose metrics would collide. */
export const metricName = (topic: string): string => topic.replaceAll('.', '_')
