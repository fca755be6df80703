// Rules that need a cluster. `kafkit plan` and `apply` check them if a policy names them; `lint` skips them.
import type {Cluster} from '../../cluster/cluster.ts'
import {Failures} from '../../cluster/outcome.ts'
import {configsOf, describeConfigs} from '../../configs/describe.ts'
import {groupLag} from '../../groups/lag/lag.ts'
import {durationText} from '../../text/duration.ts'
import {counted} from '../../text/plural.ts'
import {sizeText} from '../../text/size.ts'
import {isUnread, type Current} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import type {Place} from '../../text/place.ts'
import type {Finding} from './lint.ts'
import type {Policy} from './policy.ts'
import type {clusterRules} from './rules.ts'

type ClusterRule = keyof typeof clusterRules

export interface Judged {
  readonly cluster: Cluster
  readonly topics: readonly DesiredTopic[]
  readonly current: Pick<Current, 'brokers' | 'topics'>
  readonly now: number
}

/** A topic that should exist, with its present or planned counts as far as they are known. */
interface Sized {
  readonly topic: DesiredTopic
  readonly partitions: number | undefined
  readonly replicas: number | undefined
}

/** The findings of the rules that the policy names, for topics that should exist. */
export async function clusterFindings(judged: Judged, policy: Policy): Promise<Finding[]> {
  const sized = judged.topics.filter(({state}) => state === 'present').map((topic) => sizedOf(topic, judged.current))
  const findings: Finding[] = []
  const add = (rule: ClusterRule, {name}: DesiredTopic, place: Place, text: string) => {
    const {level} = policy.settingOf(rule, name)
    if (level !== 'off') findings.push({level, rule, subject: `topic ${name}`, place, text})
  }
  const named = (rule: ClusterRule) => policy.names(rule)
  const racks = new Set(judged.current.brokers.flatMap(({rack}) => rack ?? []))
  const brokers = judged.current.brokers.length
  for (const {topic, partitions, replicas} of sized) {
    if (named('replicas.racks') && replicas !== undefined && racks.size > 1 && replicas > racks.size)
      add(
        'replicas.racks',
        topic,
        (topic.replicationFactor ?? topic).place,
        `${replicas} replicas in ${racks.size} racks: if a rack fails, two of them are down`,
      )
    const copies = (partitions ?? 0) * (replicas ?? 0)
    if (named('partitions.even') && copies > 0 && copies % brokers !== 0)
      add(
        'partitions.even',
        topic,
        (topic.partitions ?? topic).place,
        `${counted(copies, 'replica')} cannot be spread evenly over ${counted(brokers, 'broker')}`,
      )
  }
  if (named('replicas.perBroker')) await judgeBudget(judged, sized, policy, add)
  if (named('message.size')) await judgeSizes(judged, add)
  if (named('delete.retention.lag')) await judgeAges(judged, add)
  return findings
}

type Add = (rule: ClusterRule, topic: DesiredTopic, place: Place, text: string) => void

function sizedOf(topic: DesiredTopic, {topics}: Pick<Current, 'topics'>): Sized {
  const now = topics.get(topic.name)
  const there = now && !isUnread(now) ? now : undefined
  const {assignment, partitions, replicationFactor} = topic
  const has = there?.partitions.length
  const wants = assignment?.value.length ?? partitions?.value
  return {
    topic,
    partitions: wants === undefined || (partitions?.atLeast && has !== undefined && has > wants) ? has : wants,
    replicas: assignment?.value[0]?.length ?? replicationFactor?.value ?? there?.partitions[0]?.replicas.length,
  }
}

/** Counts all replicas of the cluster, including those that the plan adds. */
async function judgeBudget(
  {cluster, current}: Judged,
  sized: readonly Sized[],
  policy: Policy,
  add: Add,
): Promise<void> {
  const wanted = new Map(sized.map((each) => [each.topic.name, each]))
  const others = (await cluster.topics('all')).filter(({name}) => !wanted.has(name))
  const total =
    others.reduce((sum, {partitions}) => sum + partitions.reduce((all, {replicas}) => all + replicas.length, 0), 0) +
    sized.reduce((sum, {partitions = 1, replicas = 1}) => sum + partitions * replicas, 0)
  const perBroker = Math.ceil(total / Math.max(1, current.brokers.length))
  for (const {topic} of sized) {
    const {value} = policy.settingOf('replicas.perBroker', topic.name)
    const now = current.topics.get(topic.name)
    // A topic that already exists is not the plan's doing.
    if (typeof value === 'number' && perBroker > value && now === null)
      add(
        'replicas.perBroker',
        topic,
        topic.place,
        `each broker would have ${perBroker} replicas on average, but at most ${value} are allowed`,
      )
  }
}

async function judgeSizes({cluster, topics, current}: Judged, add: Add): Promise<void> {
  const large = topics.flatMap((topic) => {
    const config = topic.configs.find(({name, value}) => name === 'max.message.bytes' && value !== null)
    return config && topic.state === 'present' ? [{topic, config}] : []
  })
  if (large.length === 0) return
  const name = 'replica.fetch.max.bytes'
  const described = await describeConfigs(
    cluster,
    current.brokers.map(({id}) => ({type: 'BROKER', name: String(id)})),
    {names: [name]},
  )
  const unread = new Failures()
  const sizes = described.map((each) => Number(configsOf(each, unread).find((entry) => entry.name === name)?.value ?? NaN)) // prettier-ignore
  const [error] = unread.untold
  const least = error ? null : Math.min(...sizes)
  for (const {topic, config} of large) {
    if (least === null || Number.isNaN(least))
      add(
        'message.size',
        topic,
        config.place,
        `${name} of the brokers could not be read${error ? `: ${error.message}` : ''}`,
      )
    else if (Number(config.value) > least)
      add(
        'message.size',
        topic,
        config.place,
        `max.message.bytes=${config.value} is more than the ${sizeText(least)} that brokers fetch at a time (${name}): such records are copied one by one, and consumers need as much room`,
      )
  }
}

async function judgeAges({cluster, topics, now}: Judged, add: Add): Promise<void> {
  const some = topics.flatMap((topic) => {
    const config = topic.configs.find(({name, value}) => name === 'delete.retention.ms' && value !== null)
    return config && topic.state === 'present' ? [{topic, config}] : []
  })
  if (some.length === 0) return
  const failures = new Failures()
  const names = some.map(({topic}) => topic.name)
  const {groups} = (await groupLag(cluster, 'all', {topics: names, agesAt: now})).open(failures)
  const [failure] = failures.untold
  failures.told(failures.untold)
  for (const {topic, config} of some) {
    const ages = groups.flatMap(({groupId, partitions}) =>
      partitions.flatMap((each) =>
        each.topic === topic.name && each.age?.ms != null ? [{groupId, ms: each.age.ms}] : [],
      ),
    )
    const [oldest] = ages.toSorted((a, b) => b.ms - a.ms)
    if (oldest && oldest.ms > Number(config.value))
      add(
        'delete.retention.lag',
        topic,
        config.place,
        `group ${oldest.groupId} is ${durationText(oldest.ms)} behind, but tombstones are kept for only ${durationText(Number(config.value))}: it would miss deletions`,
      )
    else if (failure)
      add(
        'delete.retention.lag',
        topic,
        config.place,
        `how far groups are behind could not be read: ${failure.message}`,
      )
  }
}
