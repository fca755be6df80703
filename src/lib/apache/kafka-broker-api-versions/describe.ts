// Asks each broker which APIs it supports.
import {describeApis, type NodeApis} from '../../brokers/api-versions.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {asJavaError, JavaError, javaText, kafkaException} from '../java/errors.ts'
import {hashOrder} from '../java/hash-order.ts'
import {apisText, nodeHash, nodeText} from './lines.ts'

/** Every broker is asked once. A broker that fails is a line of the output, as in Apache's tool. */
export async function printApiVersions(cluster: Cluster, io: Io): Promise<void> {
  const nodes = hashOrder(await brokers(cluster), nodeHash)
  const answers = await Promise.all(nodes.map(({id}) => askOnce(cluster, id)))
  for (const [at, node] of nodes.entries()) {
    const answer = answers[at]
    if (answer === undefined) continue
    const text = 'error' in answer ? `ERROR: ${thrownText(answer.error)}` : apisText(answer)
    io.out(`${nodeText(node)} -> ${text}\n`)
  }
}

/** Throws JavaError if none of the bootstrap servers answers, or if a login is refused. */
async function brokers(cluster: Cluster) {
  try {
    return await cluster.brokers()
  } catch (error) {
    if (error instanceof ConnectionError && error.kind === 'authentication') throw asJavaError(error, 'metadata')
    const ofThem = error instanceof ConnectionError || error instanceof KafkaError || error instanceof UnsupportedApi
    if (!ofThem) throw error
    const tried = cluster.settings.bootstrap.map(({host, port}, at) => nodeText({id: -1 - at, host, port, rack: null}))
    throw new JavaError('java.lang.RuntimeException', `Request METADATA failed on brokers [${tried.join(', ')}]`, {
      cause: error,
    })
  }
}

/** Connects once: a broker that closes the connection is not asked again. */
async function askOnce(cluster: Cluster, node: number): Promise<NodeApis | {readonly error: JavaError}> {
  const timeoutMs = cluster.settings.requestTimeoutMs
  try {
    return await describeApis(cluster, {node}, timeoutMs)
  } catch (error) {
    if (error instanceof KafkaError) return {error: kafkaException(error)}
    if (!(error instanceof ConnectionError)) throw error
    if (error.kind === 'authentication') return {error: asJavaError(error, 'apiVersions')}
    return {error: new JavaError('org.apache.kafka.common.errors.DisconnectException', '')}
  }
}

/** Throwable.toString, also of an exception without a message. */
const thrownText = (error: JavaError): string => (error.message === '' ? error.javaClass : javaText(error))
