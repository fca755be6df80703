// The progress of the partitions of a run. It is read from the cluster, because a journal only records the intention.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {listReassignments, type Reassignment} from '../partitions/reassignments.ts'
import {topicError} from '../topics/topic-error.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {partitionKey, partitionText} from './layout.ts'
import type {JournalPartition} from './journal.ts'

/**
 * `waiting`: still where it was; `moving`; `moved`: where it should be; `gone`: the topic was deleted (and perhaps
 * created again); `elsewhere`: others have moved it, or are moving it, to other brokers.
 */
export type Progress = 'waiting' | 'moving' | 'moved' | 'gone' | 'elsewhere'

export interface Standing {
  readonly partition: JournalPartition
  readonly progress: Progress
  /** Node ids now; null: the partition does not exist. */
  readonly replicas: readonly number[] | null
  readonly isr: readonly number[]
  readonly leader: number
}

/** Why a partition has not moved. */
export class MoveProblem extends ExpectedError {
  override readonly name = 'MoveProblem'
}

/** The standing of each partition, in the same order. Throws the error if brokers do not describe a topic. */
export async function standings(cluster: Cluster, partitions: readonly JournalPartition[]): Promise<Standing[]> {
  const names = [...new Set(partitions.map(({topic}) => topic))]
  const [running, topics] = await Promise.all([
    listReassignments(cluster, null),
    cluster.topics(names, {refresh: true}),
  ])
  const moving = new Map(running.map((each) => [partitionKey(each), each]))
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  return partitions.map((partition): Standing => {
    const topic = byName.get(partition.topic)
    const absent = {partition, progress: 'gone', replicas: null, isr: [], leader: -1} as const
    if (!topic || topic.errorCode === errorCode.unknownTopicOrPartition) return absent
    if (topic.errorCode !== errorCode.none) throw topicError(topic.errorCode, 'describe', partition.topic)
    const found = topic.partitions[partition.partition]
    const remade = partition.topicId !== null && topic.id !== partition.topicId
    if (!found || remade) return absent
    const {replicas, isr, leader} = found
    return {
      partition,
      progress: progressOf(partition, replicas, moving.get(partitionKey(partition))),
      replicas,
      isr,
      leader,
    }
  })
}

const same = (a: readonly number[], b: readonly number[]) => a.length === b.length && a.every((id, at) => id === b[at])

function progressOf(
  {from, to}: JournalPartition,
  replicas: readonly number[],
  running: Reassignment | undefined,
): Progress {
  if (running && running.adding.length + running.removing.length > 0) {
    const target = running.replicas.filter((id) => !running.removing.includes(id))
    return target.length === to.length && target.every((id) => to.includes(id)) ? 'moving' : 'elsewhere'
  }
  if (same(replicas, to)) return 'moved'
  return same(replicas, from) ? 'waiting' : 'elsewhere'
}

export const problemOf = ({partition, progress, replicas}: Standing): MoveProblem | undefined => {
  if (progress === 'gone') return new MoveProblem(`${partitionText(partition)}: the topic was deleted in the meantime`)
  if (progress !== 'elsewhere') return undefined
  const now = replicas?.join(',') ?? 'nowhere'
  return new MoveProblem(
    `${partitionText(partition)} was moved by others in the meantime: it is on ${now}, not on ${partition.to.join(',')}`,
  )
}
