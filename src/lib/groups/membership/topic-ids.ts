// KIP-848 names topics by id, everything else by name.
import {Metadata} from '../../apis/metadata.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {comparePartitions} from './assignor.ts'

export type PartitionsById = readonly {readonly topicId: string; readonly partitions: readonly number[]}[]

export class TopicIds {
  readonly #cluster: Cluster
  readonly #names = new Map<string, string>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  /** `complete`: whether every id has a name. A topic that is being created or deleted may have none. */
  async toNames(wanted: PartitionsById): Promise<{partitions: readonly TopicPartition[]; complete: boolean}> {
    const unknown = wanted.filter(({topicId}) => !this.#names.has(topicId))
    if (unknown.length > 0) await this.#ask(unknown.map(({topicId}) => topicId))
    const known = wanted.flatMap(({topicId, partitions}) => {
      const topic = this.#names.get(topicId)
      return topic === undefined ? [] : partitions.map((partition) => ({topic, partition}))
    })
    return {partitions: known.sort(comparePartitions), complete: wanted.every(({topicId}) => this.#names.has(topicId))}
  }

  /** Only for names that came from `toNames`. */
  toIds(partitions: readonly TopicPartition[]): PartitionsById {
    // A topic that was deleted and created again has two ids for one name; the newer one counts.
    const ids = new Map([...this.#names].map(([id, name]) => [name, id]))
    return [...Map.groupBy(partitions, ({topic}) => topic)].flatMap(([topic, some]) => {
      const topicId = ids.get(topic)
      return topicId === undefined ? [] : [{topicId, partitions: some.map(({partition}) => partition)}]
    })
  }

  async #ask(topicIds: readonly string[]) {
    const {topics} = await this.#cluster.call(Metadata, {
      topics: topicIds.map((topicId) => ({topicId, name: null})),
      allowAutoTopicCreation: false,
    })
    for (const {name, topicId, errorCode: code} of topics)
      if (code === errorCode.none && name !== null) this.#names.set(topicId, name)
  }
}
