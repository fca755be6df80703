// Asks the cluster whether it would accept a plan, and puts its actions in order.
import type {Cluster} from '../../cluster/cluster.ts'
import {actionKey, type Action, type Kind, type NotDone} from './plan.ts'
import {rightsFor} from './preflight.ts'
import {CannotApply} from './problems.ts'
import {validate} from './validate.ts'

/** `judgeCreations`: false if topics are created right afterwards. */
export async function judge(
  cluster: Cluster,
  actions: readonly Action[],
  {serverSide, judgeCreations}: {readonly serverSide: boolean; readonly judgeCreations: boolean},
) {
  const {missing, createsAny} = await rightsFor(cluster, actions)
  // Without the right to create any topic, only the brokers can tell which of these may be created.
  const creations = judgeCreations || createsAny === false
  const verdicts = serverSide ? await validate(cluster, actions, {creations}) : new Map<string, null>()
  const refused: NotDone[] = []
  const kept = actions.flatMap((action): Action[] => {
    const key = actionKey(action)
    const error = missing.get(key) ?? verdicts.get(key) ?? null
    if (error) {
      refused.push({kind: action.kind, name: action.name, place: action.place, error})
      return []
    }
    return [action]
  })
  const judged = withoutOrphans(actions, kept, refused)
  return {
    ...judged,
    actions: judged.actions.map((action): Action =>
      verdicts.has(actionKey(action)) ? {...action, checked: 'broker'} : action,
    ),
  }
}

/** ACLs for a topic that cannot be created would grant rights on a topic that does not exist. */
export function withoutOrphans(all: readonly Action[], kept: readonly Action[], refused: readonly NotDone[]) {
  const left = new Set(kept)
  const missing = new Set(
    all.flatMap((action) => (action.deed.type === 'createTopic' && !left.has(action) ? [action.name] : [])),
  )
  if (missing.size === 0) return {actions: kept, refused}
  const isOrphan = ({deed}: Action) =>
    deed.type === 'createAcl' && deed.binding.resourceType === 'TOPIC' && missing.has(deed.binding.resourceName)
  const error = (name: string) => new CannotApply(`acl ${name} is not created, because its topic cannot be`)
  return {
    actions: kept.filter((action) => !isOrphan(action)),
    refused: [
      ...refused,
      ...kept.filter(isOrphan).map(({kind, name, place}): NotDone => ({kind, name, place, error: error(name)})),
    ],
  }
}

const rank: readonly Kind[] = ['broker', 'user', 'topic', 'acl', 'quota', 'group', 'client-metrics']

/**
 * Orders actions: creations and changes before deletions; denying ACLs before allowing ones, and the reverse when they
 * are deleted. Topic creations are consecutive, since an apply sends one request per run of equal kinds.
 */
export function ordered(actions: readonly Action[]): Action[] {
  const orderOf = ({kind, change, deed, harms}: Action): number => {
    const base = rank.indexOf(kind) * 10
    if (change !== 'delete')
      return base + (deed.type === 'alterTopic' || (deed.type === 'createAcl' && !harms.includes('access')) ? 1 : 0)
    const deny = deed.type === 'deleteAcl' && deed.binding.permission === 'DENY'
    return 100 + (kind === 'acl' ? (deny ? 1 : 0) : kind === 'topic' ? 9 : 5)
  }
  return actions.toSorted((a, b) => orderOf(a) - orderOf(b))
}
