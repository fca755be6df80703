import {UsageError} from '../cluster/errors.ts'

const longest = 249

/** Why Kafka forbids a topic name (org.apache.kafka.common.internals.Topic), or undefined if it does not. */
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

/** UsageError with topicNameProblem, if there is one. */
export function checkTopicName(name: string): void {
  const problem = topicNameProblem(name)
  if (problem !== undefined) throw new UsageError(problem)
}

/** '.' and '_' are the same to metrics, so a name with one may collide with another topic. */
export const hasCollisionCharacter = (name: string): boolean => /[._]/.test(name)

/** Those of the existing topics whose metrics would be mixed up with this one's; a broker refuses to create it. */
export function collidingTopics(name: string, existing: Iterable<string>): string[] {
  const unified = (each: string) => each.replaceAll('.', '_')
  return [...existing].filter((each) => each !== name && unified(each) === unified(name))
}
