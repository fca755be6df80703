// Lags as OpenMetrics text. Metrics that kafka_exporter has too have its names, so that its dashboards work; the others
// begin with kafkit_. HELP texts are part of the output.
import type {PartitionLag} from '../../groups/lag/group-lag.ts'
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

/**
 * The exposition, ended by `# EOF`. An unknown lag has no sample of its own, so that a sum cannot take it for 0, but one of
 * `kafkit_consumergroup_lag_unknown`.
 */
export function lagMetrics(lags: GroupLags, {up, durationSeconds, errors}: Scrape): string {
  const families = [
    gauge('kafkit_up', 'Whether the cluster could be asked for all of it: 0 also where a part is missing.', [
      {labels: {}, value: up && lags.errors.length === 0 && lags.brokerErrors.length === 0 ? 1 : 0},
    ]),
    ...(durationSeconds === undefined
      ? []
      : [gauge('kafkit_scrape_duration_seconds', 'How long asking took.', [{labels: {}, value: durationSeconds}])]),
    ...(errors === undefined
      ? []
      : [counter('kafkit_scrape_errors', 'Rounds in which the cluster could not be asked.', errors)]),
    ...ofGroups(lags),
    ...ofTopics(lags),
  ]
  return `${families.join('')}# EOF\n`
}

function ofGroups({groups, errors}: GroupLags): string[] {
  const each = (
    value: (at: PartitionLag) => number | null,
    labels: (at: PartitionLag) => Labels = () => ({}),
  ): Sample[] =>
    groups.flatMap(({groupId, partitions}) =>
      partitions.flatMap((at) => {
        const known = value(at)
        const place = {consumergroup: groupId, topic: at.topic, partition: at.partition}
        return known === null ? [] : [{labels: {...place, ...labels(at)}, value: known}]
      }),
    )
  const byTopic = (value: (at: PartitionLag) => number | null): Sample[] =>
    groups.flatMap(({groupId, partitions}) =>
      [...Map.groupBy(partitions, ({topic}) => topic)].flatMap(([topic, all]) => {
        const known = all.map(value).filter((one) => one !== null)
        if (known.length === 0) return []
        return [{labels: {consumergroup: groupId, topic}, value: known.reduce((sum, one) => sum + one, 0)}]
      }),
    )
  const lag = (at: PartitionLag) => (at.lag === null ? null : Math.max(0, at.lag))
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
      'Committed offsets, added up.',
      byTopic(({committedOffset}) => committedOffset),
    ),
    gauge('kafka_consumergroup_lag', 'Records that the group has not read.', each(lag)),
    gauge('kafka_consumergroup_lag_sum', 'Known lags of a topic, added up.', byTopic(lag)),
    gauge(
      'kafkit_consumergroup_lag_unknown',
      'Partitions whose lag is not known, or not what will be read, and why.',
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
    gauge('kafkit_consumergroup_refused', 'Groups that could not be asked, and what was said.', [
      ...errors.map(({groupId, error}) => ({labels: {consumergroup: groupId, error: error.codeName}, value: 1})),
    ]),
  ]
}

/** Samples of the logs themselves: each partition once, however many groups read it. */
function ofTopics({groups}: GroupLags): string[] {
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

function gauge(name: string, help: string, samples: readonly Sample[]): string {
  return family(
    name,
    'gauge',
    help,
    samples.map((sample) => line(name, sample)),
  )
}

const counter = (name: string, help: string, value: number) =>
  family(name, 'counter', help, [line(`${name}_total`, {labels: {}, value})])

function family(name: string, type: string, help: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `# TYPE ${name} ${type}\n# HELP ${name} ${help}\n${lines.join('')}`
}

function line(name: string, {labels, value}: Sample): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(String(text))}"`)
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}\n`
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
