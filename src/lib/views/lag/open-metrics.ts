// Lags as OpenMetrics text, or in Prometheus's own text format. Metrics that kafka_exporter also has keep its names,
// so that its dashboards work; the others begin with kafkit_. The HELP texts are part of the output.
import {unreadCount, type PartitionLag} from '../../groups/lag/group-lag.ts'
import type {GroupLags} from '../../groups/lag/lag.ts'

type Labels = Readonly<Record<string, string | number>>
interface Sample {
  readonly labels: Labels
  readonly value: number
}

/** How the lags were measured. */
export interface Scrape {
  /** How long it took. */
  readonly durationSeconds?: number | undefined
  /** False if the cluster could not be asked, so that there are no lags. */
  readonly up: boolean
  /** Failed scrapes so far. */
  readonly errors?: number | undefined
}

/** `openMetrics` ends with `# EOF`; in `prometheus` (text format 0.0.4) HELP and TYPE of a counter have the name of its sample. */
export type MetricsFormat = 'openMetrics' | 'prometheus'

/**
 * The text of all metrics. An unknown lag has no sample, and neither has a sum that it would be part of, so that it
 * is not mistaken for 0; instead there is a sample of `kafkit_consumergroup_lag_unknown`.
 */
export const lagMetrics = (lags: GroupLags, scrape: Scrape, format: MetricsFormat): string =>
  [...metricsPieces(lags, scrape, format)].join('')

/**
 * Like lagMetrics, in pieces of some ten thousand characters, because for a large cluster the whole text is larger than
 * its lags.
 */
export function* metricsPieces(lags: GroupLags, scrape: Scrape, format: MetricsFormat): Generator<string> {
  let piece = ''
  for (const line of metricsLines(lags, scrape, format)) {
    piece += line
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
const pieceLength = 65_536

function* metricsLines(
  lags: GroupLags,
  {up, durationSeconds, errors}: Scrape,
  format: MetricsFormat,
): Generator<string> {
  const families = [
    gauge('kafkit_up', 'Whether the cluster answered completely; 0 also if a part is missing.', [
      {labels: {}, value: up && lags.errors.length === 0 && lags.brokerErrors.length === 0 ? 1 : 0},
    ]),
    ...(durationSeconds === undefined
      ? []
      : [
          gauge('kafkit_scrape_duration_seconds', 'How long it took to ask the cluster.', [
            {labels: {}, value: durationSeconds},
          ]),
        ]),
    ...(errors === undefined
      ? []
      : [counter('kafkit_scrape_errors', 'Scrapes in which the cluster did not answer completely.', errors, format)]),
    ...ofGroups(lags),
    ...ofTopics(lags),
  ]
  for (const family of families) yield* family
  if (format === 'openMetrics') yield '# EOF\n'
}

function ofGroups({groups, errors}: GroupLags): Iterable<string>[] {
  const each = function* (
    value: (at: PartitionLag) => number | null,
    labels: (at: PartitionLag) => Labels = () => ({}),
  ): Generator<Sample> {
    for (const {groupId, partitions} of groups) {
      for (const at of partitions) {
        const known = value(at)
        const place = {consumergroup: groupId, topic: at.topic, partition: at.partition}
        if (known !== null) yield {labels: {...place, ...labels(at)}, value: known}
      }
    }
  }
  const byTopic = (value: (at: PartitionLag) => number | null): Sample[] =>
    groups.flatMap(({groupId, partitions}) =>
      [...Map.groupBy(partitions, ({topic}) => topic)].flatMap(([topic, all]) => {
        let sum = 0
        for (const at of all) {
          const known = value(at)
          if (known === null) return []
          sum += known
        }
        return [{labels: {consumergroup: groupId, topic}, value: sum}]
      }),
    )
  return [
    gauge('kafka_consumergroup_members', 'Members of the group.', [
      ...groups.map(({groupId, group}) => ({labels: {consumergroup: groupId}, value: group.members.length})),
    ]),
    gauge(
      'kafka_consumergroup_current_offset',
      'Committed offset of the group.',
      each(({committedOffset}) => committedOffset),
    ),
    gauge(
      'kafka_consumergroup_current_offset_sum',
      'Sum of the committed offsets, if all partitions have one.',
      byTopic(({committedOffset}) => committedOffset),
    ),
    gauge('kafka_consumergroup_lag', 'Records that the group has not read.', each(unreadCount)),
    gauge('kafka_consumergroup_lag_sum', 'Sum of the lags of a topic, if all are known.', byTopic(unreadCount)),
    gauge(
      'kafkit_consumergroup_lag_unknown',
      'Partitions whose lag is unknown, or differs from what will be read, with the reason.',
      each(
        ({problem}) => (problem === null ? null : 1),
        ({problem}) => ({reason: problem ?? ''}),
      ),
    ),
    gauge(
      'kafkit_consumergroup_oldest_unread_age_seconds',
      'How old the oldest unread record is; basis: record, batch, estimate (at least) or caughtUp.',
      each(
        ({age}) => (age?.ms == null ? null : age.ms / 1000),
        ({age}) => ({basis: age?.basis ?? ''}),
      ),
    ),
    gauge('kafkit_consumergroup_state', 'The state that the group is in.', [
      ...groups.map(({groupId, group}) => ({
        labels: {consumergroup: groupId, state: group.state, type: group.type},
        value: 1,
      })),
    ]),
    gauge('kafkit_consumergroup_refused', 'Groups that could not be read, with the error.', [
      ...errors.map(({groupId, error}) => ({labels: {consumergroup: groupId, error: error.codeName}, value: 1})),
    ]),
  ]
}

/** Samples of the logs themselves: each partition once, however many groups read it. */
function ofTopics({groups}: GroupLags): Iterable<string>[] {
  const places = new Map<string, PartitionLag>()
  for (const {partitions} of groups) for (const at of partitions) places.set(`${at.partition} ${at.topic}`, at)
  const each = (value: (at: PartitionLag) => number | null): Sample[] =>
    [...places.values()].flatMap((at) => {
      const known = value(at)
      return known === null ? [] : [{labels: {topic: at.topic, partition: at.partition}, value: known}]
    })
  return [
    gauge(
      'kafka_topic_partition_current_offset',
      'End of the log.',
      each(({logEndOffset}) => logEndOffset),
    ),
    gauge(
      'kafka_topic_partition_oldest_offset',
      'Start of the log.',
      each(({logStartOffset}) => logStartOffset),
    ),
  ]
}

const gauge = (name: string, help: string, samples: Iterable<Sample>): Iterable<string> =>
  family({name, type: 'gauge', help, sampleName: name}, samples)

function counter(name: string, help: string, value: number, format: MetricsFormat): Iterable<string> {
  const sampleName = `${name}_total`
  const own = format === 'openMetrics' ? name : sampleName
  return family({name: own, type: 'counter', help, sampleName}, [{labels: {}, value}])
}

interface Family {
  readonly name: string
  readonly type: string
  readonly help: string
  readonly sampleName: string
}

/** No text at all if there are no samples. */
function* family({name, type, help, sampleName}: Family, samples: Iterable<Sample>): Generator<string> {
  let begun = false
  for (const sample of samples) {
    if (!begun) yield `# TYPE ${name} ${type}\n# HELP ${name} ${help}\n`
    begun = true
    yield line(sampleName, sample)
  }
}

function line(name: string, {labels, value}: Sample): string {
  let pairs = ''
  for (const label in labels) pairs += `${pairs === '' ? '' : ','}${label}="${escaped(labels[label] ?? '')}"`
  return `${name}${pairs === '' ? '' : `{${pairs}}`} ${value}\n`
}

const escaped = (text: string | number) =>
  typeof text === 'string' && /[\\"\n]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
    : text
