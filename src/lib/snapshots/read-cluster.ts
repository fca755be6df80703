// Reads the sections of a snapshot that take one request, or one per broker.
import {compareBindings, type AclBinding} from '../acls/acl-binding.ts'
import {listAcls} from '../acls/list-acls.ts'
import {describeWithFenced} from '../brokers/describe-cluster.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode as codes} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import {listFeatures} from '../features/list.ts'
import {describeQuorum} from '../quorum/describe.ts'
import {describeQuotas} from '../quotas/describe.ts'
import {describeScramUsers} from '../users/describe-scram.ts'
import {quotaLabel} from './labels.ts'
import type {SnapshotBroker, SnapshotFeature, SnapshotQuotas, SnapshotUser, SnapshotVoter} from './snapshot.ts'
import type {ReadSection} from './read-section.ts'

/** The brokers, sorted by id. */
export async function readBrokers(cluster: Cluster): Promise<ReadSection<SnapshotBroker>> {
  const {nodes} = await describeWithFenced(cluster)
  const items = nodes
    .toSorted((a, b) => a.id - b.id)
    .map(({id, host, port, rack, fenced}): SnapshotBroker => ({
      broker: id,
      host,
      port,
      rack,
      state: fenced ? 'fenced' : 'up',
    }))
  return {items, failures: []}
}

/** The features, sorted by name. */
export async function readFeatures(cluster: Cluster): Promise<ReadSection<SnapshotFeature>> {
  const failures = new Failures()
  const {features, brokers} = (await listFeatures(cluster)).open(failures)
  const items = features.map(({feature, finalized}) => ({feature, level: finalized}))
  // Levels apply to the whole cluster, so one broker that reports them is enough.
  return {items, failures: brokers.length > 0 ? [] : failures.untold.map((error) => ({item: null, error}))}
}

/** The voters, sorted by id. A cluster with ZooKeeper has no quorum, and one before Kafka 3.3 does not report it. */
export async function readQuorum(cluster: Cluster): Promise<ReadSection<SnapshotVoter>> {
  const {leaderId, voters, endpoints} = await describeQuorum(cluster)
  const items = voters
    .toSorted((a, b) => a.id - b.id)
    .map(({id, directoryId}): SnapshotVoter => ({
      voter: id,
      directoryId,
      endpoints: (endpoints.get(id) ?? []).map(({listener, host, port}) => `${listener}://${host}:${port}`),
      isLeader: id === leaderId,
    }))
  return {items, failures: []}
}

/** The ACLs, sorted by resource, then by principal. A cluster without an authorizer has none. */
export async function readAcls(cluster: Cluster): Promise<ReadSection<AclBinding>> {
  try {
    return {items: (await listAcls(cluster)).toSorted(compareBindings), failures: []}
  } catch (error) {
    if (error instanceof KafkaError && error.code === codes.securityDisabled) return {items: [], failures: []}
    throw error
  }
}

/** The users, sorted by name, without secrets, which no broker reveals. */
export async function readUsers(cluster: Cluster): Promise<ReadSection<SnapshotUser>> {
  const users = await describeScramUsers(cluster, 'all')
  const items = users.flatMap((each): SnapshotUser[] =>
    each.error
      ? []
      : [
          {
            user: each.user,
            credentials: each.credentials.toSorted((a, b) => (a.mechanism < b.mechanism ? -1 : 1)),
          },
        ],
  )
  return {
    items: items.toSorted((a, b) => (a.user < b.user ? -1 : 1)),
    failures: users.flatMap(({user, error}) => (error ? [{item: user, error}] : [])),
  }
}

/** The quotas, sorted by entity. */
export async function readQuotas(cluster: Cluster): Promise<ReadSection<SnapshotQuotas>> {
  const described = await describeQuotas(cluster, {parts: [], strict: false})
  const items = described.map(({entity, quotas}) => ({
    entity,
    quotas: quotas.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map(({key, value}) => ({key, value})),
  }))
  return {items: items.toSorted((a, b) => (quotaLabel(a.entity) < quotaLabel(b.entity) ? -1 : 1)), failures: []}
}
