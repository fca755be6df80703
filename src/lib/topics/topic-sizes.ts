import {DescribeLogDirs} from '../apis/describe-log-dirs.ts'
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {askBrokers} from '../cluster/fan-out.ts'
import {Outcome} from '../cluster/outcome.ts'

/**
 * Reads the sizes of topics from all brokers (DescribeLogDirs, Kafka 1.0), which requires Describe on the cluster: bytes on
 * disk by topic, all replicas together; null if a broker that hosts a replica did not report it.
 */
export async function topicSizes(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
): Promise<Outcome<ReadonlyMap<string, number | null>>> {
  const gathered = await askBrokers(cluster, async (node, within) => {
    const what = `describe the log directories of broker ${node}`
    const asked = cluster.call(DescribeLogDirs, {topics: null}, {to: {node}, what, ...within})
    const answer = await asked.catch((error: unknown) => {
      throw error instanceof UnsupportedApi ? new KafkaError(errorCode.unsupportedVersion, what, error.message) : error
    })
    // Before v3 a refusal is an empty response, because a broker has at least one directory.
    if (answer.results.length === 0) throw new KafkaError(errorCode.clusterAuthorizationFailed, what)
    const broken = answer.results.find((each) => each.errorCode !== errorCode.none)
    if (broken) throw new KafkaError(broken.errorCode, `${what}: ${broken.logDir}`)
    const bytes = new Map<string, number>()
    for (const {topics: found} of answer.results)
      for (const {name, partitions} of found)
        for (const {partitionSize} of partitions) bytes.set(name, (bytes.get(name) ?? 0) + partitionSize)
    return bytes
  })
  const answers = gathered.each(
    (bytes, node) => ({node, bytes}),
    (error, node) => ({node, error}),
  )
  const byNode = new Map(answers.flatMap((each) => ('bytes' in each ? [[each.node, each.bytes] as const] : [])))
  const sizes = new Map(
    topics.map(({name, partitions}) => {
      const nodes = new Set(partitions.flatMap(({replicas}) => replicas))
      const known = [...nodes].every((node) => byNode.has(node))
      const sum = [...byNode.values()].reduce((total, own) => total + (own.get(name) ?? 0), 0)
      return [name, known ? sum : null]
    }),
  )
  // A broker that has left the metadata is not asked, so what it held is unknown.
  const asked = new Set(answers.map(({node}) => node))
  const away = new Set(topics.flatMap(({partitions}) => partitions.flatMap(({replicas}) => replicas)))
  for (const node of asked) away.delete(node)
  return new Outcome(sizes, [
    ...answers.flatMap((each) => ('error' in each ? [each.error] : [])),
    ...[...away].map(
      (node) =>
        new ConnectionError(
          `node ${node}`,
          'notInCluster',
          `broker ${node} is not in the cluster, so that the sizes of its replicas are not known`,
        ),
    ),
  ])
}
