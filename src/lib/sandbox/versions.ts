// Facts about Kafka's releases that are needed to start them.
import {UsageError} from '../cluster/errors.ts'

/** The release that a sandbox runs by default; its jars are pinned by checksum. */
export const defaultKafkaVersion = '4.3.1'

/**
 * The layout of the metadata quorum: every broker is also a KRaft controller (any one of them may be lost), one KRaft
 * controller runs beside the brokers (so that it can be stopped alone), or ZooKeeper, for releases before 4.0.
 */
export type Layout = 'combined' | 'controller' | 'zookeeper'

/** Whether `version` is this release or a later one, compared number by number: 3.10 is later than 3.9. */
export function isAtLeast(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]]
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** KRaft from 3.3 on, the first release that called it ready for production. */
export const defaultLayout = (version: string): Layout => (isAtLeast(version, '3.3') ? 'combined' : 'zookeeper')

/** The oldest Java (major version) that runs the broker. */
export const javaFor = (version: string): number => (isAtLeast(version, '4.0') ? 17 : 8)

/** Throws UsageError unless such a broker is possible. */
export function checkRelease(version: string, layout: Layout): void {
  if (!/^\d+\.\d+\.\d+(\.\d+)?$/.test(version)) {
    throw new UsageError(`"${version}" is not a Kafka release: give all numbers, as in ${defaultKafkaVersion}`)
  }
  if (!isAtLeast(version, '0.11'))
    throw new UsageError(`Kafka ${version} is too old: 0.11 is the first that kafkit knows`)
  if (layout === 'zookeeper' && isAtLeast(version, '4.0')) {
    throw new UsageError(`Kafka ${version} has no ZooKeeper mode (3.9 is the last release with one)`)
  }
  if (layout !== 'zookeeper' && !isAtLeast(version, '3.3')) {
    throw new UsageError(
      `Kafka ${version} runs with ZooKeeper only (3.3 is the first release with KRaft for production)`,
    )
  }
}
