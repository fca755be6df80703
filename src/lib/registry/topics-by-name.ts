// Which topics the names of subjects stand for, by the strategies of the serializers.

/** `orders-value` is the value of orders under TopicNameStrategy, the usual one; a context in front does not matter. */
export function topicOf(subject: string): {readonly topic: string; readonly part: 'key' | 'value'} | undefined {
  const [, topic, part] = /^(?::\.[^:]*:)?(.+)-(key|value)$/s.exec(subject) ?? []
  return topic === undefined ? undefined : {topic, part: part as 'key' | 'value'}
}
