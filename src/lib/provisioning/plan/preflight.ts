// Finds rights that are missing for a plan before anything is started (KIP-430).
import type {AclOperation} from '../../acls/authorized-operations.ts'
import {clusterOperations} from '../../acls/cluster-operations.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {listed} from '../../text/listed.ts'
import {describePartitions} from '../../topics/describe-partitions.ts'
import {CannotApply} from './problems.ts'
import {actionKey, type Action} from './plan.ts'

export interface Rights {
  /** Why actions cannot be carried out, by `actionKey`. */
  readonly missing: ReadonlyMap<string, CannotApply>
  /**
   * Whether this user may create any topic. False: the user may create at most some topics by name, which only the
   * brokers know. Null: not known.
   */
  readonly createsAny: boolean | null
}

/**
 * Finds missing rights from the authorized operations that brokers return for the cluster and existing topics. Brokers
 * before Kafka 2.3 return none, and there is no request for groups and future topics; then nothing counts as missing.
 */
export async function rightsFor(cluster: Cluster, actions: readonly Action[]): Promise<Rights> {
  const creates = actions.some(({deed}) => deed.type === 'createTopic')
  const names = actions.flatMap((action) => (onTopic(action).length > 0 ? [action.name] : []))
  const [own, topics] = await Promise.all([
    creates || actions.some((action) => onCluster(action).length > 0) ? orNull(clusterOperations(cluster)) : null,
    names.length === 0 ? null : orNull(describePartitions(cluster, {names}, {authorizedOperations: true})),
  ])
  const ofTopics = new Map(topics?.topics.map(({name, authorizedOperations}) => [name, authorizedOperations]))
  const missing = new Map<string, CannotApply>()
  for (const action of actions) {
    const lacks = [
      ...lacking(onCluster(action), own, 'on the cluster'),
      ...lacking(onTopic(action), ofTopics.get(action.name), `on topic ${action.name}`),
    ]
    if (lacks.length > 0)
      missing.set(actionKey(action), new CannotApply(`${what(action)}: this user lacks ${listed(lacks, 'and')}`))
  }
  return {missing, createsAny: own === null ? null : own.includes('CREATE')}
}

function onCluster({deed}: Action): AclOperation[] {
  switch (deed.type) {
    case 'createAcl':
    case 'deleteAcl':
    case 'alterUser':
      return ['ALTER']
    case 'alterQuota':
      return ['ALTER_CONFIGS']
    case 'alterConfigs':
      return deed.resource.type === 'GROUP' ? [] : ['ALTER_CONFIGS']
    case 'alterTopic':
      return deed.moves.length > 0 ? ['ALTER'] : []
    case 'createTopic':
    case 'deleteTopic':
      return []
  }
}

function onTopic({deed}: Action): AclOperation[] {
  if (deed.type === 'deleteTopic') return ['DELETE']
  if (deed.type !== 'alterTopic') return []
  return [
    ...(deed.partitions === null ? [] : (['ALTER'] as const)),
    ...(deed.configs.length === 0 ? [] : (['ALTER_CONFIGS'] as const)),
  ]
}

const lacking = (
  needed: readonly AclOperation[],
  has: readonly AclOperation[] | null | undefined,
  where: string,
): string[] => (has ? needed.filter((each) => !has.includes(each)).map((each) => `${each} ${where}`) : [])

const verbs = {create: 'create', change: 'change', delete: 'delete'} as const
const what = ({kind, change, name}: Action): string => `cannot ${verbs[change]} ${kind} ${name}`

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof UnsupportedApi) return null
    throw error
  })
}
