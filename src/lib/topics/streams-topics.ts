// Recognizes the internal topics of Kafka Streams by their names.

const endings = ['-changelog', '-repartition', '-subscription-registration-topic', '-subscription-response-topic']
const foreignKeyJoin = /.+-KTABLE-FK-JOIN-SUBSCRIPTION-(REGISTRATION|RESPONSE)-\d+-topic$/

/**
 * Whether the name is one that Kafka Streams gives to a repartition, changelog or join topic of this application. A
 * user's topic with such a name, or a topic of an application whose id begins with this one, looks the same.
 */
export const isInternalTopicOf = (applicationId: string, topic: string): boolean =>
  topic.startsWith(`${applicationId}-`) &&
  (endings.some((ending) => topic.endsWith(ending)) || foreignKeyJoin.test(topic))
