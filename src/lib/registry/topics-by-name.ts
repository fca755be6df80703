// The topics that subject names stand for under the serializers' naming strategies.

/**
 * `orders-value` is the value of orders under TopicNameStrategy, the default; a context in front of the name is
 * ignored.
 */
export function topicOf(subject: string): {readonly topic: string; readonly part: 'key' | 'value'} | undefined {
  const [, topic, part] = /^(?::\.[^:]*:)?(.+)-(key|value)$/s.exec(subject) ?? []
  return topic === undefined ? undefined : {topic, part: part as 'key' | 'value'}
}
