// Rights that are missing for what the cluster cannot judge beforehand (KIP-430).
import {clusterOperations} from '../../acls/cluster-operations.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {describePartitions} from '../../topics/describe-partitions.ts'
import {CannotApply} from './problems.ts'
import {actionKey, type Action} from './plan.ts'

const needsAlter = ({deed}: Action): boolean =>
  deed.type === 'createAcl' ||
  deed.type === 'deleteAcl' ||
  deed.type === 'alterUser' ||
  (deed.type === 'alterTopic' && deed.moves.length > 0)

/** Why actions cannot be carried out, by `actionKey`. Brokers before Kafka 2.3 do not tell, and then nothing is known. */
export async function missingRights(
  cluster: Cluster,
  actions: readonly Action[],
): Promise<ReadonlyMap<string, CannotApply>> {
  const altering = actions.filter(needsAlter)
  const deleting = actions.filter(({deed}) => deed.type === 'deleteTopic')
  const [own, topics] = await Promise.all([
    altering.length === 0 ? null : orNull(clusterOperations(cluster)),
    deleting.length === 0
      ? null
      : orNull(describePartitions(cluster, {names: deleting.map(({name}) => name)}, {authorizedOperations: true})),
  ])
  const found = new Map<string, CannotApply>()
  if (own && !own.includes('ALTER'))
    for (const action of altering)
      found.set(actionKey(action), new CannotApply(`${what(action)}: this user lacks ALTER on the cluster`))
  const ofTopics = new Map(topics?.topics.map(({name, authorizedOperations}) => [name, authorizedOperations]))
  for (const action of deleting) {
    const operations = ofTopics.get(action.name)
    if (operations && !operations.includes('DELETE'))
      found.set(actionKey(action), new CannotApply(`${what(action)}: this user lacks DELETE on topic ${action.name}`))
  }
  return found
}

const verbs = {create: 'create', change: 'change', delete: 'delete'} as const
const what = ({kind, change, name}: Action): string => `cannot ${verbs[change]} ${kind} ${name}`

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  return asked.catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof UnsupportedApi) return null
    throw error
  })
}
