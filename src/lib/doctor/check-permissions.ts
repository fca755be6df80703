import {authorizedOperations, type AclOperation} from '../acls/authorized-operations.ts'
import {clusterOperations} from '../acls/cluster-operations.ts'
import {Metadata} from '../apis/metadata.ts'
import {ListGroups} from '../apis/list-groups.ts'
import {KafkaError} from '../cluster/errors.ts'
import {plural} from '../text/plural.ts'
import {timed, type Examination} from './examination.ts'
import type {Detail, Finding} from './step.ts'

/**
 * What the cluster authorizes this user for (KIP-430, Kafka 2.3): operations on the cluster, visible topics and which
 * of them can be read and written, and groups of one broker. Nothing is changed.
 */
export async function checkPermissions(examination: Examination): Promise<Finding> {
  const {signal} = examination
  const [ofCluster, topics, groups] = await Promise.all([
    timed(signal, () => clusterOperations(examination.cluster)),
    timed(signal, () => topicOperations(examination)),
    timed(signal, () => examination.cluster.call(ListGroups, {}, {what: 'list groups', to: 'any'})),
  ])
  const operations = ofCluster.value ?? null
  const mayDescribe = operations === null ? !ofCluster.error : operations.includes('DESCRIBE')
  const seen = topics.value?.length ?? 0
  const countOf = (operation: AclOperation) =>
    topics.value?.filter(({operations: allowed}) => allowed?.includes(operation)).length ?? 0
  const known = topics.value?.some(({operations: allowed}) => allowed !== null) ?? false
  const details: Detail[] = [
    {
      subject: 'cluster',
      verdict: mayDescribe ? 'ok' : 'warning',
      text:
        ofCluster.error?.message ??
        (operations === null
          ? 'the broker is too old to report it (since Kafka 2.3)'
          : operations.join(', ') || 'nothing'),
      elapsedMs: ofCluster.elapsedMs,
    },
    {
      subject: 'topics',
      verdict: topics.error ? 'warning' : 'ok',
      text:
        topics.error?.message ??
        `${seen === 0 ? 'no topic' : `${seen} ${plural(seen, 'topic')}`} can be seen${known && seen > 0 ? `: ${countOf('READ')} to read, ${countOf('WRITE')} to write, ${countOf('DESCRIBE_CONFIGS')} with configs, ${countOf('ALTER')} to alter` : ''}`,
      elapsedMs: topics.elapsedMs,
    },
    {
      subject: 'groups',
      verdict: groups.error ? 'warning' : 'ok',
      text: groups.error?.message ?? `${groups.value?.groups.length ?? 0} can be seen at the broker asked`,
      elapsedMs: groups.elapsedMs,
    },
  ]
  const refused = details.some(({verdict}) => verdict === 'warning')
  return {
    verdict: refused ? 'warning' : 'ok',
    summary: !mayDescribe
      ? `this user may not describe the cluster; ${details[1]?.text ?? ''}`
      : `may describe the cluster; ${details[1]?.text ?? ''}`,
    details,
    hint: refused
      ? 'an administrator can grant more: kafka-acls --add --allow-principal User:NAME --operation Describe --cluster (and --topic, --group)'
      : undefined,
    data: {clusterOperations: operations, topics: seen},
  }
}

async function topicOperations({cluster}: Examination) {
  const {topics} = await cluster.call(Metadata, (version) => ({
    topics: version === 0 ? [] : null,
    ...(version >= 8 ? {includeTopicAuthorizedOperations: true} : {}),
  }))
  const refused = topics.find(({errorCode}) => errorCode === 29)
  if (refused) throw new KafkaError(refused.errorCode, 'list topics')
  return topics.map(({name, topicAuthorizedOperations}) => ({
    name,
    operations: authorizedOperations(topicAuthorizedOperations),
  }))
}
