// Checks of the cluster as a whole: controllers, reassignments, throttles, transactions, clocks.
import {offsetsTopic} from '../offsets/offsets-topic.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {followerReplicas, leaderReplicas, throttleRates} from '../partitions/throttles.ts'
import {majorityOf, votersInReach} from '../quorum/voters-in-reach.ts'
import {durationText} from '../text/duration.ts'
import {shellWord} from '../text/shell-word.ts'
import {counted} from '../text/plural.ts'
import {withoutLeader} from '../transactions/without-leader.ts'
import {severityOf, twoLooks, type Check, type Found} from './check.ts'
import {longestSilenceMs, type Facts} from './facts.ts'

const noQuorum = {skipped: 'the cluster has no KRaft quorum that can be asked (Kafka 3.3)'}

export const clusterChecks: readonly Check[] = [
  {
    id: 'controller',
    about: 'no controller, so that nothing can be created or changed',
    judge: ({controller, quorum}) => {
      const leader = quorum && !(quorum instanceof Error) ? quorum.leaderId : controller
      const found: Found[] =
        leader < 0 ? [{subject: '', severity: 'critical', text: 'there is none at the moment'}] : []
      return {found, errors: [], looked: `node ${leader}`}
    },
  },
  {
    id: 'quorum',
    about: 'controllers that are unreachable, lag behind (records) or have no endpoint',
    unit: 'records',
    limits: {warning: 1000, critical: 100_000},
    judge: ({quorum}, {limits}) => {
      if (quorum === null) return noQuorum
      if (quorum instanceof Error) return {found: [], errors: [quorum], looked: 'the quorum'}
      const inReach = votersInReach(quorum)
      const {voters, leaderId, endpoints} = quorum
      const end = voters.find(({id}) => id === leaderId)?.logEndOffset ?? 0
      const alone = inReach.length <= majorityOf(voters.length) && inReach.length < voters.length
      const found = voters.flatMap(({id, logEndOffset}): Found[] => {
        const subject = `node-${id}`
        if (!inReach.includes(id)) {
          const rest = alone ? '; one more, and nothing can be changed' : ''
          return [{subject, severity: alone ? 'critical' : 'warning', text: `is unreachable for the leader ${leaderId}${rest}`}] // prettier-ignore
        }
        const severity = severityOf(end - logEndOffset, limits)
        const lag: Found[] = severity ? [{subject, severity, text: `lacks ${end - logEndOffset} records`}] : []
        const lost: Found[] = endpoints.size > 0 && !endpoints.get(id)?.length ? [{subject, severity: 'warning', text: 'has no endpoint in the quorum'}] : [] // prettier-ignore
        return [...lag, ...lost]
      })
      return {found, errors: [], looked: `${counted(voters.length, 'voter')}, led by ${leaderId}`}
    },
  },
  {
    id: 'stalled-moves',
    about: 'reassignments that copied nothing between two readings',
    judge: ({reassignments, dirs}, {before}) => {
      if (reassignments instanceof Error) return {found: [], errors: [reassignments], looked: 'reassignments'}
      if (reassignments.length === 0) return {found: [], errors: [], looked: 'nothing is being moved'}
      if (!before) return twoLooks
      const errors = [...dirs.values(), ...before.dirs.values()].filter((each) => each instanceof Error)
      const found = reassignments.flatMap(({topic, partition, adding}): Found[] => {
        const now = bytesOf(dirs, topic, partition, adding)
        const then = bytesOf(before.dirs, topic, partition, adding)
        const wasMoving = !(before.reassignments instanceof Error) && before.reassignments.some((each) => each.topic === topic && each.partition === partition) // prettier-ignore
        if (!wasMoving || adding.length === 0 || now > then) return []
        return [{subject: `${topic}-${partition}`, severity: 'warning', text: `nothing was copied to ${adding.join(', ')} since the last reading (${now} bytes there)`}] // prettier-ignore
      })
      return {found, errors: [...new Set(errors)], looked: counted(reassignments.length, 'reassignment')}
    },
  },
  {
    id: 'throttles',
    about: 'replication throttles that a reassignment left behind',
    judge: (facts) => {
      const {reassignments} = facts
      if (reassignments instanceof Error) return {found: [], errors: [reassignments], looked: 'reassignments'}
      const moving = new Set(reassignments.map(({topic}) => topic))
      const ofTopics = facts.topics.flatMap(({name}): Found[] => {
        const settings = facts.topicConfigs.get(name)
        if (!settings || settings instanceof Error || moving.has(name)) return []
        const names = [leaderReplicas, followerReplicas].filter((each) => settings.get(each))
        return names.length > 0 ? [{subject: name, severity: 'warning', text: `has ${names.join(' and ')}, but nothing of it is moving`}] : [] // prettier-ignore
      })
      const ofBrokers = [...facts.brokerConfigs].flatMap(([id, settings]): Found[] => {
        if (settings instanceof Error || reassignments.length > 0) return []
        const names = throttleRates.filter((each) => isLimit(settings.get(each)))
        return names.length > 0 ? [{subject: `broker-${id}`, severity: 'warning', text: `has ${names.join(' and ')}, but nothing is moving`}] : [] // prettier-ignore
      })
      const known = [...facts.topicConfigs.values(), ...facts.brokerConfigs.values()]
      const looked = `${counted(facts.topicConfigs.size, 'topic')}, ${counted(facts.brokerConfigs.size, 'broker')}`
      return {
        found: [...ofTopics, ...ofBrokers],
        errors: [...new Set(known.filter((each) => each instanceof Error))],
        looked,
      }
    },
  },
  {
    id: 'hanging-transactions',
    about: 'transactions that are open for longer than brokers allow: readers of committed records wait',
    judge: ({producers, openTransactions: open, brokerConfigs, at, topics, hidden}) => {
      if (producers instanceof Error) return {found: [], errors: [producers], looked: 'producers'}
      const longest = longestSilenceMs(brokerConfigs)
      const errors: Error[] = [...hidden, ...producers.flatMap(({error}) => error ?? [])]
      const leaderless = withoutLeader(topics)
      if (leaderless) errors.push(leaderless)
      // Before Kafka 3.0 coordinators do not report this, and only the age is known.
      if (open instanceof Error) errors.push(open)
      else errors.push(...open.errors.filter((error) => !(error instanceof UnsupportedApi)))
      const running = new Set(open instanceof Error ? [] : open.transactions.filter(({verdict}) => verdict === 'running').map(keyOf)) // prettier-ignore
      const found = producers.flatMap((each): Found[] => {
        if (each.error) return []
        const {topic, partition} = each
        const old = each.producers.flatMap(({transactionStartOffset: startOffset, lastTimestamp, producerId}) => {
          const silentMs = at - lastTimestamp
          if (startOffset === null || silentMs <= longest) return []
          return running.has(keyOf({topic, partition, producerId})) ? [] : [{startOffset, producerId, silentMs}]
        })
        // Readers wait at the first one.
        const [first] = old.toSorted((a, b) => a.startOffset - b.startOffset)
        if (!first) return []
        const more = old.length > 1 ? `, and ${old.length - 1} more behind it` : ''
        const text = `blocked by an open transaction at offset ${first.startOffset} (producer ${first.producerId}, silent for ${durationText(first.silentMs)})${more}: kafkit transactions hanging ${shellWord(topic)}`
        return [{subject: `${topic}-${partition}`, severity: 'critical', text}]
      })
      return {found, errors, looked: counted(producers.length, 'partition')}
    },
  },
  {
    id: 'coordinators',
    about: 'groups whose coordinator is loading them or is down, so that their consumers cannot commit',
    judge: ({coordinators, topics, hidden}) => {
      const partitions = topics.find(({name}) => name === offsetsTopic)?.partitions.length ?? 0
      const looked = partitions === 0 ? 'no group has ever committed' : `${counted(partitions, 'partition')} of ${offsetsTopic}` // prettier-ignore
      if (coordinators instanceof Error) return {found: [], errors: [coordinators], looked}
      const byBroker = Map.groupBy(coordinators, ({node}) => node)
      const found = [...byBroker].map(([node, failures]): Found => {
        const [first] = failures
        const more = failures.length > 1 ? `, and so for ${failures.length - 1} more` : ''
        return {
          subject: node < 0 ? '' : `broker-${node}`,
          severity: 'critical',
          text: `${first?.error.message ?? ''}${more}`,
        }
      })
      return {found, errors: partitions === 0 ? hidden : [], looked}
    },
  },
  {
    id: 'clock',
    about: 'the difference between the clocks of the active controller and this machine, ms',
    unit: 'ms',
    limits: {warning: 5000, critical: 60_000},
    judge: ({clock, quorum}, {limits}) => {
      if (quorum instanceof Error) return {found: [], errors: [quorum], looked: 'the quorum'}
      if (!clock) return {skipped: 'only KRaft controllers since Kafka 3.3 report their time'}
      const size = Math.abs(clock.differenceMs)
      const looked = `${size} ms ${clock.differenceMs > 0 ? 'ahead' : 'behind'} (± ${clock.uncertaintyMs} ms)`
      const severity = severityOf(size - clock.uncertaintyMs, limits)
      return {found: severity ? [{subject: '', severity, text: looked}] : [], errors: [], looked}
    },
  },
]

const keyOf = ({
  topic,
  partition,
  producerId,
}: {
  readonly topic: string
  readonly partition: number
  readonly producerId: number
}) => `${producerId} ${partition} ${topic}`

/** Without a limit brokers have the largest number. */
const isLimit = (value: string | null | undefined) =>
  value != null && value !== '' && Number(value) < Number.MAX_SAFE_INTEGER

const bytesOf = (dirs: Facts['dirs'], topic: string, partition: number, brokers: readonly number[]): number =>
  brokers
    .flatMap((id) => {
      const found = dirs.get(id)
      return found === undefined || found instanceof Error ? [] : found
    })
    .flatMap(({replicas}) => replicas)
    .reduce((sum, each) => sum + (each.topic === topic && each.partition === partition ? each.size : 0), 0)
