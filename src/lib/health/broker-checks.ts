// Checks of brokers, their disks and their advertised addresses.
import {UnsupportedApi} from '../cluster/errors.ts'
import {guessRelease} from '../cluster/releases.ts'
import {features as knownFeatures, latestMetadataVersion, metadataVersionFeature, metadataVersions} from '../features/versions.ts' // prettier-ignore
import {counted} from '../text/plural.ts'
import {listed} from '../text/listed.ts'
import {missingBrokers} from '../brokers/describe-cluster.ts'
import {severityOf, type Check, type Found, type Looked} from './check.ts'
import type {Facts} from './facts.ts'

/** One result per broker; what could not be asked is an error. */
function perBroker<T>(
  known: ReadonlyMap<number, T | Error>,
  judge: (value: T, broker: number) => readonly Found[],
): Looked {
  const found: Found[] = []
  const errors: Error[] = []
  for (const [broker, value] of known)
    if (value instanceof Error) errors.push(value)
    else found.push(...judge(value, broker))
  return {found, errors: [...new Set(errors)], looked: counted(known.size, 'broker')}
}

const upOf = ({nodes}: Facts) => nodes.filter(({fenced}) => !fenced)
const dayMs = 86_400_000

export const brokerChecks: readonly Check[] = [
  {
    id: 'brokers',
    about: 'fewer brokers than --expect',
    judge: (facts, {expect}) => {
      const up = upOf(facts).map(({id}) => id)
      const few = expect !== undefined && up.length < expect
      const text = `${counted(up.length, 'broker')} of ${expect ?? up.length}: ${up.join(', ')}`
      return {found: few ? [{subject: '', severity: 'critical', text}] : [], errors: [], looked: text}
    },
  },
  {
    id: 'fenced',
    about: 'brokers that are registered but not in service, or gone although replicas are assigned to them',
    judge: ({nodes, namesFenced, topics, hidden}) => {
      const found: Found[] = nodes
        .filter(({fenced}) => fenced)
        .map(({id}) => ({
          subject: `broker-${id}`,
          severity: 'warning',
          text: 'is fenced: not (or not yet) in service',
        }))
      const missing = [...missingBrokers(nodes, topics)].map(([id, replicas]): Found => {
        const text = `is not in the cluster, and ${counted(replicas, 'replica')} ${replicas === 1 ? 'is' : 'are'} assigned to it`
        return {subject: `broker-${id}`, severity: 'warning', text}
      })
      const brokers = counted(nodes.length + missing.length, 'broker')
      return {
        found: [...found, ...missing],
        errors: namesFenced ? [] : hidden,
        // Before Kafka 4.0 the cluster does not name fenced brokers, so one without replicas may be gone unnoticed.
        looked: namesFenced ? brokers : `${brokers}: those that are there or hold replicas`,
      }
    },
  },
  {
    id: 'listeners',
    about: 'advertised addresses of brokers that do not answer from here',
    judge: (facts) => {
      const silent = [...facts.apis].flatMap(([id, value]): Found[] =>
        value instanceof Error ? [{subject: `broker-${id}`, severity: 'critical', text: value.message}] : [],
      )
      return {found: silent, errors: [], looked: counted(facts.apis.size, 'broker')}
    },
  },
  {
    id: 'log-dirs',
    about: 'log directories that are out of service',
    judge: (facts) =>
      perBroker(facts.dirs, (dirs, broker) =>
        dirs.flatMap(({path, error}) =>
          error ? [{subject: `broker-${broker}:${path}`, severity: 'critical' as const, text: error.text}] : [],
        ),
      ),
  },
  {
    id: 'disk',
    about: 'volumes of log directories that fill up, percent used',
    unit: 'percent',
    limits: {warning: 80, critical: 90},
    judge: (facts, {limits}) => {
      const told = [...facts.dirs.values()].flatMap((dirs) => (dirs instanceof Error ? [] : dirs))
      if (told.length > 0 && told.every(({totalBytes}) => totalBytes < 0))
        return {skipped: 'brokers before Kafka 3.3 do not report how full their volumes are'}
      // In the middle of an upgrade some brokers report it and some do not; for the latter it is not known.
      const silent = [...facts.dirs].flatMap(([broker, dirs]) =>
        dirs instanceof Error || !dirs.some(({error, totalBytes}) => !error && totalBytes < 0)
          ? []
          : [new UnsupportedApi(`broker ${broker} does not report how full its volumes are (Kafka 3.3 does)`)],
      )
      const {found, errors, looked} = perBroker(facts.dirs, (dirs, broker) =>
        dirs.flatMap(({path, totalBytes, usableBytes}): Found[] => {
          if (totalBytes <= 0 || usableBytes < 0) return []
          const used = Math.round((1 - usableBytes / totalBytes) * 1000) / 10
          const severity = severityOf(used, limits)
          return severity ? [{subject: `broker-${broker}:${path}`, severity, text: `${used}% used`}] : []
        }),
      )
      return {found, errors: [...errors, ...silent], looked}
    },
  },
  {
    id: 'offsets-size',
    about: 'a topic __consumer_offsets that grows without bounds, bytes on a broker',
    unit: 'bytes',
    limits: {warning: 10 * 1024 ** 3, critical: 100 * 1024 ** 3},
    judge: (facts, {limits}) =>
      perBroker(facts.dirs, (dirs, broker) => {
        const bytes = dirs
          .flatMap(({replicas}) => replicas)
          .reduce((sum, {topic, size}) => sum + (topic === '__consumer_offsets' ? size : 0), 0)
        const severity = severityOf(bytes, limits)
        return severity ? [{subject: `broker-${broker}`, severity, text: `holds ${bytes} bytes: is the log cleaner alive?`}] : [] // prettier-ignore
      }),
  },
  {
    id: 'versions',
    about: 'brokers of different releases, as during an upgrade',
    judge: (facts) => {
      const releases = new Map<string, number[]>()
      const looked = perBroker(facts.apis, ({apis}, broker) => {
        const guess = guessRelease(new Map(apis.map(({key, min, max}) => [key, [min, max] as const])))
        const release = guess?.from ?? 'something unknown'
        releases.set(release, [...(releases.get(release) ?? []), broker])
        return []
      })
      const texts = [...releases].map(([release, ids]) => `${release} on ${ids.join(', ')}`)
      const found: Found[] = releases.size > 1 ? [{subject: '', severity: 'warning', text: listed(texts, 'and')}] : []
      return {...looked, found, looked: listed([...releases.keys()], 'and') || looked.looked}
    },
  },
  {
    id: 'features',
    about: 'levels of features below what all brokers support',
    judge: (facts) => {
      const looked = perBroker(facts.apis, () => [])
      const nodes = [...facts.apis.values()].flatMap((each) => (each instanceof Error ? [] : [each]))
      const names = new Set(nodes.flatMap(({supportedFeatures}) => supportedFeatures.map(({name}) => name)))
      const found = [...names].toSorted().flatMap((name): Found[] => {
        const ranges = nodes.map(
          ({supportedFeatures}) => supportedFeatures.find((each) => each.name === name)?.max ?? 0,
        )
        const latest = latestLevel(name)
        const possible = Math.min(latest ?? 0, ...ranges)
        const level = Math.max(...nodes.map(({finalizedFeatures}) => finalizedFeatures.find((each) => each.name === name)?.level ?? 0)) // prettier-ignore
        return level < possible ? [{subject: name, severity: 'warning', text: `is at level ${level}, and all brokers support ${possible}`}] : [] // prettier-ignore
      })
      return {...looked, found, looked: counted(names.size, 'feature')}
    },
  },
  {
    id: 'certificates',
    about: 'certificates of brokers that expire soon, days left',
    unit: 'days',
    limits: {warning: 30, critical: 7},
    judge: ({certificates, at}, {limits}) => {
      if (!certificates) return {skipped: 'the listeners do not speak TLS (security.protocol is without SSL)'}
      return perBroker(certificates, ({chain}, broker) =>
        chain.flatMap(({subject, validTo}): Found[] => {
          const days = Math.floor((Date.parse(validTo) - at) / dayMs)
          const severity = severityOf(-days, {warning: -limits.warning, critical: -limits.critical})
          const text =
            days < 0 ? `${subject} expired ${-days} days ago` : `${subject} expires in ${counted(days, 'day')}`
          return severity ? [{subject: `broker-${broker}:${subject}`, severity, text}] : []
        }),
      )
    },
  },
]

/**
 * Levels for production use; undefined: an unknown feature. KRaft's own protocol is excluded, because its upgrade is a
 * separate decision.
 */
function latestLevel(name: string): number | undefined {
  if (name === 'kraft.version') return undefined
  if (name === metadataVersionFeature)
    return metadataVersions.find((each) => each.name === latestMetadataVersion)?.level
  return knownFeatures.find((each) => each.name === name)?.levels.at(-1)?.level
}
