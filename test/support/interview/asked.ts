// Topics to ask about, for every interview.
import {CreateTopics} from '../../../src/lib/apis/create-topics.ts'
import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import type {Sent} from '../../../src/lib/wire/schema.ts'
import type {Interview} from './interview.ts'

export const noId = 'AAAAAAAAAAAAAAAAAAAAAA'
/** An id that no topic has. */
export const strangeId = 'AAAAAAAAAAAAAAAAAAAAAQ'

export interface NewTopic {
  name?: string
  numPartitions?: number
  replicationFactor?: number
  /** Broker ids by partition. */
  assignments?: Readonly<Record<number, number[]>>
  configs?: Readonly<Record<string, string | null>>
}

export function asked(
  {name = '', numPartitions = 1, replicationFactor = 1, assignments = {}, configs = {}}: NewTopic,
  more: {validateOnly?: boolean} = {},
): Sent<typeof CreateTopics.request> {
  const topic = {
    name,
    numPartitions,
    replicationFactor,
    assignments: Object.entries(assignments).map(([index, brokerIds]) => ({partitionIndex: Number(index), brokerIds})),
    configs: Object.entries(configs).map(([config, value]) => ({name: config, value})),
  }
  return {topics: [topic], timeoutMs: 5000, ...more}
}

/** Creates a topic without recording the answer, and resolves with its id when the topic can be written to. */
export async function topic(to: Interview, name: string, more: NewTopic = {}): Promise<string> {
  const {topics} = await to.quietly(CreateTopics, 7, asked({name, ...more}))
  const [created] = topics
  if (!created || created.errorCode !== 0) throw new Error(`${name}: ${created?.errorMessage}`)
  to.call(created.topicId, name)
  await everywhere(to, name, more.numPartitions)
  return created.topicId
}

/** Waits until this many partitions of a topic answer: the controller informs a broker a little later. */
export async function everywhere(to: Interview, name: string, partitions = 1): Promise<void> {
  await eventually(async () => {
    const {topics} = await to.quietly(Metadata, 12, {topics: [{name}], allowAutoTopicCreation: false})
    const indexes = topics[0]?.partitions.map(({partitionIndex}) => partitionIndex) ?? []
    const asked = indexes.map((partitionIndex) => ({partitionIndex, timestamp: -1}))
    const offsets = await to.quietly(ListOffsets, 7, {replicaId: -1, topics: [{name, partitions: asked}]})
    const answering = offsets.topics[0]?.partitions.filter(({errorCode}) => errorCode === 0) ?? []
    return answering.length >= partitions
  })
}

/** Waits until the coordinators of these groups are ready. */
export async function coordinated(to: Interview, ...groups: readonly string[]): Promise<void> {
  const notYet = [14, 15, 16]
  await eventually(async () => {
    const answer = await to.quietly(DescribeGroups, 5, {groups})
    return answer.groups.every(({errorCode}) => !notYet.includes(errorCode))
  })
}

export async function eventually(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
