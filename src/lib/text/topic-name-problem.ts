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
