// Checks of partitions and their replicas.
import type {TopicMetadata} from '../cluster/cluster.ts'
import {guessRelease, isBefore} from '../cluster/releases.ts'
import {minInsyncReplicas, numberOf} from '../configs/topic-settings.ts'
import {counted} from '../text/plural.ts'
import {severityOf, twoLooks, type Check, type Found, type Looked} from './check.ts'
import {uncleanElection, type Facts} from './facts.ts'

interface Place {
  readonly name: string
  readonly topic: string
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Undefined: it could not be read. */
  readonly minIsr: number | undefined
  readonly isMoving: boolean
}

const someBrokerBefore37 = ({apis}: Facts): boolean =>
  [...apis.values()].some((each) => {
    if (each instanceof Error) return false
    const guess = guessRelease(new Map(each.apis.map(({key, min, max}) => [key, [min, max] as const])))
    return guess !== undefined && isBefore(guess.to, '3.7')
  })

function placesOf(facts: Facts): Place[] {
  const moving = new Map<string, readonly number[]>(
    facts.reassignments instanceof Error
      ? []
      : facts.reassignments.map(({topic, partition, adding}) => [`${topic}-${partition}`, adding]),
  )
  return facts.topics.flatMap(({name: topic, partitions}: TopicMetadata) =>
    partitions.map(({index, leader, replicas, isr}): Place => {
      const name = `${topic}-${index}`
      const adding = moving.get(name)
      // Replicas that a reassignment is adding do not count yet.
      const intended = adding ? replicas.filter((id) => !adding.includes(id)) : replicas
      const minIsr = numberOf(facts.topicConfigs.get(topic), minInsyncReplicas)
      return {name, topic, leader, replicas: intended, isr, minIsr, isMoving: adding !== undefined}
    }),
  )
}

const liveOf = ({nodes}: Facts) => new Set(nodes.flatMap(({id, fenced}) => (fenced ? [] : [id])))

function perPlace(facts: Facts, judge: (place: Place) => Omit<Found, 'subject'> | undefined): Looked {
  const places = placesOf(facts)
  const errors = facts.topics.flatMap(({name}) => facts.topicConfigs.get(name)).filter((each) => each instanceof Error)
  return {
    found: places.flatMap((place) => {
      const found = judge(place)
      return found ? [{subject: place.name, ...found}] : []
    }),
    errors: [...facts.hidden, ...errors],
    looked: counted(places.length, 'partition'),
  }
}
/** For checks that do not depend on configs. */
const withoutConfigs = (facts: Facts, looked: Looked): Looked => ({...looked, errors: facts.hidden})
const ids = (some: readonly number[]) => (some.length === 0 ? 'none' : some.join(','))

export const replicaChecks: readonly Check[] = [
  {
    id: 'offline',
    about: 'partitions without a live leader: nothing can be read or written',
    judge: (facts) => {
      const live = liveOf(facts)
      return withoutConfigs(
        facts,
        perPlace(facts, ({leader, replicas}) =>
          live.has(leader)
            ? undefined
            : {severity: 'critical', text: `no live leader; replicas are on ${ids(replicas)}`},
        ),
      )
    },
  },
  {
    id: 'under-min-isr',
    about: 'partitions that refuse writes with acks=all',
    judge: (facts) => {
      const isOld = someBrokerBefore37(facts)
      return perPlace(facts, ({isr, minIsr, replicas}) => {
        // Since Kafka 3.7 at most the number of replicas is required (Partition.effectiveMinIsr, KAFKA-15583).
        const least = minIsr === undefined ? undefined : isOld ? minIsr : Math.min(minIsr, replicas.length)
        if (least === undefined || isr.length >= least) return undefined
        const never = least > replicas.length ? `, more than there are replicas (${replicas.length})` : ''
        return {severity: 'critical', text: `in sync ${ids(isr)}, but ${least} are needed${never}`}
      })
    },
  },
  {
    id: 'at-min-isr',
    about: 'partitions that refuse writes with acks=all if one more replica falls out of sync',
    judge: (facts) =>
      perPlace(facts, ({isr, minIsr, replicas}) =>
        // With all replicas in sync this is how the topic was configured, which the check redundancy reports.
        minIsr !== undefined && isr.length === minIsr && isr.length < replicas.length
          ? {severity: 'warning', text: `in sync ${ids(isr)} of ${ids(replicas)}, the minimum`}
          : undefined,
      ),
  },
  {
    id: 'under-replicated',
    about: 'partitions with replicas that are out of sync',
    judge: (facts) =>
      withoutConfigs(
        facts,
        perPlace(facts, ({isr, replicas}) =>
          isr.length < replicas.length
            ? {severity: 'warning', text: `in sync ${ids(isr)} of ${ids(replicas)}`}
            : undefined,
        ),
      ),
  },
  {
    id: 'redundancy',
    about: 'topics that lose records or refuse writes with a single broker: one replica, or all of them needed',
    judge: (facts) => {
      const looked = perPlace(facts, () => undefined)
      const topics = Map.groupBy(placesOf(facts), ({topic}) => topic)
      const found = [...topics].flatMap(([topic, places]): Found[] => {
        const [first] = places
        const least = Math.min(...places.map(({replicas}) => replicas.length))
        const fewest = first?.minIsr
        if (least === 1) return [{subject: topic, severity: 'warning', text: 'has a single replica'}]
        if (fewest !== undefined && fewest >= least)
          return [{subject: topic, severity: 'warning', text: `min.insync.replicas ${fewest} needs all ${least} replicas`}] // prettier-ignore
        return []
      })
      return {...looked, found, looked: counted(topics.size, 'topic')}
    },
  },
  {
    id: 'imbalance',
    about: 'the share of partitions that their preferred replica does not lead',
    unit: 'percent',
    limits: {warning: 20, critical: 101},
    judge: (facts, {limits}) => {
      const places = placesOf(facts).filter(({leader}) => leader >= 0)
      const elsewhere = places.filter(({leader, replicas}) => leader !== replicas[0]).length
      const share = places.length === 0 ? 0 : Math.round((elsewhere / places.length) * 1000) / 10
      const severity = severityOf(share, limits)
      const looked = `${share}% of ${counted(places.length, 'partition')}`
      const text = `${looked} are not led by their preferred replica: kafkit elect preferred --all-topics`
      return {found: severity ? [{subject: '', severity, text}] : [], errors: facts.hidden, looked}
    },
  },
  {
    id: 'unclean-election',
    about: 'topics for which a replica that lacks records may become leader',
    judge: (facts) => {
      const looked = perPlace(facts, () => undefined)
      const found = facts.topics.flatMap(({name}): Found[] => {
        const settings = facts.topicConfigs.get(name)
        const isOn = settings && !(settings instanceof Error) && settings.get(uncleanElection) === 'true'
        return isOn ? [{subject: name, severity: 'warning', text: `${uncleanElection} is on`}] : []
      })
      return {...looked, found, looked: counted(facts.topics.length, 'topic')}
    },
  },
  {
    id: 'isr-flapping',
    about: 'partitions whose in-sync replicas changed between two readings',
    judge: (facts, {before}) => {
      if (!before) return twoLooks
      const then = new Map(placesOf(before).map((place) => [place.name, place.isr.toSorted().join(',')]))
      return withoutConfigs(
        facts,
        perPlace(facts, ({name, isr}) => {
          const was = then.get(name)
          const is = isr.toSorted().join(',')
          return was === undefined || was === is
            ? undefined
            : {severity: 'warning', text: `in sync ${was || 'none'} a moment ago, ${is || 'none'} now`}
        }),
      )
    },
  },
]
