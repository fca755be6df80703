// Turns a desired state into a plan: reads, compares, reads again where it matters, and lets the cluster check it.
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {readCurrent, type Current} from '../current.ts'
import type {Section} from '../declared.ts'
import type {Desired} from '../desired.ts'
import type {Policy} from '../lint/policy.ts'
import {FilesProblem} from '../load.ts'
import {comparePlaces, placeText} from '../../text/place.ts'
import {ProblemCollector} from '../reader.ts'
import type {Targets} from '../targets.ts'
import {costsOf, type Costs} from './costs.ts'
import {judge, ordered} from './judge.ts'
import {joined} from './parts.ts'
import {judgedByPolicy} from './by-policy.ts'
import {planAcls} from './plan-acls.ts'
import {planQuotas, planUsers} from './plan-clients.ts'
import {plannedMoves, type UnendedRun} from './plan-moves.ts'
import {kindOf, planResources} from './plan-resources.ts'
import {planTopics} from './plan-topics.ts'
import type {Kind, NotDone, Plan} from './plan.ts'
import {noPrevious, previousOf} from './previous.ts'
import {CannotApply} from './problems.ts'
import {checkPrune, prunedBy, tooManyDeletes, type Pruned} from './prune.ts'
import {lockOut, looksRenamed} from './plan-notices.ts'
import {withInherited, withKeys, withNullKeys} from './refine.ts'
import type {Undeclared} from './undeclared.ts'
import {verifyPasswords, type VerifyOptions} from './verify-passwords.ts'
import {targetsOfTopics} from '../targets.ts'

export interface PlanOptions {
  readonly undeclared: Undeclared
  /** What the previous files declared. */
  readonly previous?: Desired | undefined
  readonly prune: boolean
  /** 0: no limit. */
  readonly mostDeletes: number
  readonly serverSide: boolean
  /** A comparison that will not be carried out: refusals of brokers, for this user or for any, count as differences, too. */
  readonly comparing?: boolean | undefined
  /** Whether the brokers also validate topic creations; false if these follow at once. */
  readonly judgeCreations: boolean
  /** The sections to compare; default: all. */
  readonly only?: readonly Section[] | undefined
  /** Selects names to compare; default: all. */
  readonly matches?: ((name: string) => boolean) | undefined
  /** The id of the only cluster that the plan may be for; default: any. */
  readonly pin?: string | undefined
  /** How to log in with the declared passwords; undefined: passwords are not compared. */
  readonly verify?: VerifyOptions | undefined
  /** Sets the declared configs of topics even if their configs may not be read. */
  readonly blind: boolean
  /** Which rules apply, and at which level. */
  readonly policy: Policy
  /** The highest disk usage that moves may cause, as a fraction of 1. */
  readonly maxDisk: number
  /** The throttle for moves, bytes per second and broker; null: none. */
  readonly throttle: number | null
  /** Reassignments started on this machine that have not ended. Called only if the plan concerns replicas. */
  runs(): Promise<readonly UnendedRun[]>
  /** The principal of this connection; null: not known. */
  readonly principal: string | null
  readonly now: number
}

export interface Planned {
  readonly plan: Plan
  readonly costs: Costs
  /** Reasons for which nothing of the plan may be carried out. */
  readonly problems: readonly Error[]
  readonly brokers: Current['brokers']
  /**
   * Topics that an unfinished reassignment of ours moves to where the files want them, with its journal; apply
   * continues it.
   */
  readonly unended: readonly {readonly topic: string; readonly file: string}[]
}

export async function makePlan(cluster: Cluster, everything: Desired, options: PlanOptions): Promise<Planned> {
  const {undeclared, prune, only} = options
  const looked = (section: Section) => only === undefined || only.includes(section)
  const desired = selected(everything, options)
  if (prune) checkPrune(everything, options.mostDeletes)
  const previous = options.previous ? previousOf(selected(options.previous, options), desired) : noPrevious
  const current = await readCurrent(cluster, targetsOf(desired, options), {
    configNames: (resource) => namesOf(desired, resource.type, resource.name, options.previous),
  })
  checkCluster(everything, current.clusterId)
  checkPin(options.pin, current.clusterId)
  const collector = new ProblemCollector()
  const pruned: Pruned = prune
    ? prunedBy(withNames(desired, everything), current, looked)
    : {topics: new Map(), acls: new Map(), users: new Map()}
  const matches = options.matches ?? (() => true)
  const prunedTopics = new Map([...pruned.topics].filter(([name]) => matches(name)))
  // Topics found by pruning must be read as well before they are deleted.
  const withPruned = prunedTopics.size === 0 ? current : await andTopics(cluster, current, [...prunedTopics.keys()])
  const [moves, verdicts] = await Promise.all([
    plannedMoves(cluster, desired.topics, withPruned, options),
    options.verify && verifyPasswords(desired.users, withPruned, options.verify),
  ])
  const part = joined([
    planTopics(desired.topics, withPruned, collector, {
      undeclared,
      previous,
      scopes: everything.scopes,
      pruned: prunedTopics,
      moves: moves.moves,
      fewest: moves.fewest,
      unended: moves.unended,
      blind: options.blind,
    }),
    planResources(desired.configs, withPruned, collector, {undeclared, previous}),
    planAcls(desired.acls, withPruned, {
      previous,
      pruned: new Map([...pruned.acls].filter(([{resourceName}]) => matches(resourceName))),
    }),
    planUsers(
      desired.users,
      withPruned,
      previous,
      new Map([...pruned.users].filter(([user]) => matches(user))),
      verdicts,
    ),
    planQuotas(desired.quotas, withPruned, previous),
  ])
  if (collector.problems.length > 0) throw new FilesProblem(collector.problems)
  const linted = await judgedByPolicy(cluster, {desired, actions: part.actions, current: withPruned}, options)
  const refined = await withNullKeys(
    cluster,
    await withKeys(cluster, await withInherited(cluster, linted.actions), withPruned),
    withPruned,
  )
  const judged = options.comparing ? {actions: refined, refused: []} : await judge(cluster, refined, options)
  const actions = ordered(judged.actions)
  const leftOut = leftOutOf(everything, desired)
  const plan: Plan = {
    ...(leftOut && {leftOut}),
    clusterId: withPruned.clusterId,
    files: everything.files,
    actions,
    unknown: byPlace(part.unknown),
    refused: byPlace([...part.refused, ...linted.refused, ...judged.refused]),
    notices: [
      ...everything.remarks.map(({place, text}) => ({kind: 'topic' as const, name: '', place, text})),
      ...part.notices,
      ...linted.notices,
      ...lockOut(actions, withPruned, options.principal),
      ...looksRenamed(actions),
    ].toSorted((a, b) => comparePlaces(a.place, b.place)),
    unchanged: part.unchanged,
  }
  const deletes = actions.filter(({kind, change}) => kind === 'topic' && change === 'delete').length
  const tooMany = tooManyDeletes(deletes, options.mostDeletes)
  return {
    plan,
    costs: await costsOf(cluster, actions, withPruned, {
      now: options.now,
      copied: moves.bytes,
      copiedMs: moves.leastMs,
    }),
    problems: tooMany === undefined ? [] : [new CannotApply(tooMany)],
    brokers: withPruned.brokers,
    unended: [...moves.unended].map(([topic, file]) => ({topic, file})),
  }
}

/** Throws UsageError if the files are for another cluster. */
function checkCluster({clusters}: Desired, clusterId: string | null): void {
  const [wanted] = clusters
  if (wanted && wanted.value !== clusterId)
    throw new UsageError(
      `${placeText(wanted.place)}: these files are for cluster ${wanted.value}, but this one is ${clusterId ?? 'without an id'}; nothing was sent`,
    )
}

/** Throws UsageError if this is not the cluster that --pin names. */
export function checkPin(pin: string | undefined, clusterId: string | null): void {
  if (pin !== undefined && pin !== clusterId)
    throw new UsageError(`--pin is ${pin}, but this cluster is ${clusterId ?? 'without an id'}; nothing was sent`)
}

function selected(desired: Desired, {only, matches}: PlanOptions): Desired {
  const has = (section: Section) => only === undefined || only.includes(section)
  const fits = matches ?? (() => true)
  const kindSection = {
    TOPIC: 'topics',
    BROKER: 'brokers',
    BROKER_LOGGER: 'brokers',
    GROUP: 'groups',
    CLIENT_METRICS: 'clientMetrics',
  } as const
  return {
    ...desired,
    sections: new Set([...desired.sections].filter((section) => has(section))),
    topics: has('topics') ? desired.topics.filter(({name}) => fits(name)) : [],
    acls: has('acls') ? desired.acls.filter(({binding}) => fits(binding.resourceName)) : [],
    users: has('users') ? desired.users.filter(({user}) => fits(user)) : [],
    quotas: has('quotas') ? desired.quotas.filter(({entity}) => entity.some(({name}) => fits(name ?? 'default'))) : [],
    configs: desired.configs.filter(({resource}) => has(kindSection[resource.type]) && fits(resource.name)),
  }
}

/** The number of declared items that were left out, by kind; undefined if there are none. */
function leftOutOf(all: Desired, some: Desired): Plan['leftOut'] {
  const kinds = ({topics, acls, users, quotas, configs}: Desired): Kind[] => [
    ...topics.map(() => 'topic' as const),
    ...acls.map(() => 'acl' as const),
    ...users.map(() => 'user' as const),
    ...quotas.map(() => 'quota' as const),
    ...configs.map(({resource}) => kindOf(resource)),
  ]
  const looked = Map.groupBy(kinds(some), (kind) => kind)
  const counts = [...Map.groupBy(kinds(all), (kind) => kind)].flatMap(([kind, declared]) => {
    const count = declared.length - (looked.get(kind)?.length ?? 0)
    return count > 0 ? [[kind, count] as const] : []
  })
  return counts.length === 0 ? undefined : Object.fromEntries(counts)
}

/** Items that are declared but left out by --match still count as declared, so that they are never pruned. */
const withNames = (part: Desired, all: Desired): Desired => ({
  ...part,
  topics: all.topics,
  acls: all.acls,
  users: all.users,
})

function targetsOf(desired: Desired, {previous, prune, only}: PlanOptions): Targets {
  const looked = (section: Section) => only === undefined || only.includes(section)
  const before = previous ? selected(previous, {previous, prune, only} as PlanOptions) : undefined
  const users = [...new Set([...desired.users, ...(before?.users ?? [])].map(({user}) => user))]
  return {
    topics: [
      ...new Set(
        [...desired.topics, ...(before?.topics ?? [])].filter(({state}) => state !== 'unmanaged').map(({name}) => name),
      ),
    ],
    allTopics: prune && looked('topics') && desired.sections.has('topics'),
    acls: desired.acls.length > 0 || (before?.acls.length ?? 0) > 0 || (prune && desired.sections.has('acls')),
    users,
    allUsers: prune && desired.sections.has('users'),
    quotas: desired.quotas.length > 0 || (before?.quotas.length ?? 0) > 0,
    resources: uniqueResources([...desired.configs, ...(before?.configs ?? [])].map(({resource}) => resource)),
  }
}

const uniqueResources = <T extends {readonly type: string; readonly name: string}>(all: readonly T[]): T[] => [
  ...new Map(all.map((each) => [`${each.type} ${each.name}`, each])).values(),
]

/** Config names by resource, computed once: thousands of topics share few names. */
const namesCache = new WeakMap<Desired, Map<string, readonly string[]>>()

function namesOf(desired: Desired, type: string, name: string, previous?: Desired): readonly string[] {
  const known = namesCache.get(desired) ?? new Map<string, readonly string[]>()
  if (known.size === 0) {
    namesCache.set(desired, known)
    for (const one of [previous, desired])
      for (const each of one?.configs ?? [])
        known.set(
          `${each.resource.type} ${each.resource.name}`,
          each.configs.map((config) => config.name),
        )
    known.set('TOPIC', [
      ...new Set([
        'cleanup.policy',
        'min.insync.replicas',
        ...[desired, previous].flatMap(
          (one) => one?.topics.flatMap(({configs}) => configs.map((config) => config.name)) ?? [],
        ),
      ]),
    ])
  }
  return type === 'TOPIC' ? (known.get('TOPIC') ?? []) : (known.get(`${type} ${name}`) ?? [])
}

async function andTopics(cluster: Cluster, current: Current, names: readonly string[]): Promise<Current> {
  const missing = names.filter((name) => !current.topics.has(name))
  const more = await readCurrent(cluster, targetsOfTopics(missing), {
    configNames: () => ['cleanup.policy', 'min.insync.replicas'],
  })
  return {...current, topics: new Map([...current.topics, ...more.topics])}
}

const byPlace = (items: readonly NotDone[]): NotDone[] =>
  items.toSorted((a, b) => (a.place && b.place ? comparePlaces(a.place, b.place) : Number(!a.place) - Number(!b.place)))
