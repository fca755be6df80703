// Descriptions and lag of groups from kafkajs instead of kafkit's client, in the same shapes.
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly} from '../cluster/errors.ts'
import type {Admin, KafkajsCluster} from '../cluster/kafkajs.ts'
import type {CommittedOffset} from '../offsets/committed-offsets.ts'
import {classicMember} from './describe-classic.ts'
import type {DescribedGroups, GroupFailure} from './describe.ts'
import type {GroupDescription} from './group-description.ts'
import {groupError} from '../cluster/group-error.ts'
import {groupLagOf} from './lag/group-lag.ts'
import {groupPartitions} from './lag/group-partitions.ts'
import type {GroupLags} from './lag/lag.ts'
import {placeKey, type LogEnds} from './log-ends.ts'

/** Like describeGroups, but only for groups of the classic protocol, and without their coordinators. */
export async function describeGroupsByKafkajs(
  kafkajs: KafkajsCluster,
  ids: readonly string[] | 'all',
): Promise<DescribedGroups> {
  const admin = await kafkajs.admin()
  return describe(kafkajs, admin, ids)
}

async function describe(
  kafkajs: KafkajsCluster,
  admin: Admin,
  ids: readonly string[] | 'all',
): Promise<DescribedGroups> {
  const wanted = ids === 'all' ? await consumerGroups(kafkajs, admin) : [...new Set(ids)]
  const groups: GroupDescription[] = []
  const errors: GroupFailure[] = []
  // One request per group, because a group that is refused fails the whole request.
  for (const groupId of wanted) {
    try {
      const answer = await kafkajs.run(`describe group ${groupId}`, () => admin.describeGroups([groupId]))
      const [group] = answer.groups
      // In the versions of DescribeGroups that kafkajs speaks, an unknown group is described as dead.
      if (!group || group.state === 'Dead') throw new KafkaError(errorCode.groupIdNotFound, 'describe')
      groups.push(asDescription(group))
    } catch (error) {
      if (!(error instanceof KafkaError)) throw error
      // The user did not name this group: it has disappeared, or is of another type.
      if (ids === 'all' && error.code === errorCode.groupIdNotFound) continue
      errors.push({groupId, error: refusal(error, groupId)})
    }
  }
  return {groups, errors, brokerErrors: []}
}

const refusal = ({code, text}: KafkaError, groupId: string) =>
  groupError(
    code,
    'describe',
    groupId,
    code === errorCode.groupIdNotFound
      ? plainly('there is no such group of the classic protocol, the only one that kafkajs knows')
      : text,
  )

async function consumerGroups(kafkajs: KafkajsCluster, admin: Admin): Promise<string[]> {
  const {groups} = await kafkajs.run('list groups', () => admin.listGroups())
  return groups
    .filter(({protocolType}) => protocolType === 'consumer' || protocolType === '')
    .map(({groupId}) => groupId)
    .toSorted()
}

type Described = Awaited<ReturnType<Admin['describeGroups']>>['groups'][number]

const asDescription = ({groupId, state, protocolType, protocol, members}: Described): GroupDescription => ({
  groupId,
  type: 'classic',
  state,
  protocolType,
  assignor: protocol,
  coordinator: null,
  groupEpoch: null,
  targetAssignmentEpoch: null,
  members: members.map((member) => classicMember({...member, groupInstanceId: null}, protocolType)),
  authorizedOperations: null,
})

/** Like groupLag, but only for groups of the classic protocol, and without ages. */
export async function groupLagByKafkajs(
  kafkajs: KafkajsCluster,
  ids: readonly string[] | 'all',
  {topics}: {readonly topics?: readonly string[] | undefined} = {},
): Promise<GroupLags> {
  const admin = await kafkajs.admin()
  const {groups, errors} = await describe(kafkajs, admin, ids)
  const failures = [...errors]
  const inputs = []
  for (const group of groups) {
    const offsets = await committed(kafkajs, admin, group.groupId)
    if (offsets instanceof KafkaError) failures.push({groupId: group.groupId, error: offsets})
    else inputs.push({group, places: groupPartitions(group, offsets, topics)})
  }
  const names = new Set(inputs.flatMap(({places}) => [...places.values()].map(({topic}) => topic)))
  const ends = new Map((await Promise.all([...names].map((name) => logEnds(kafkajs, admin, name)))).flat())
  return {
    groups: inputs.map(({group, places}) => groupLagOf(group, places, missingAsErrors(places, ends), {many: false})),
    errors: failures,
    brokerErrors: [],
  }
}

async function committed(
  kafkajs: KafkajsCluster,
  admin: Admin,
  groupId: string,
): Promise<CommittedOffset[] | KafkaError> {
  try {
    const fetched = await kafkajs.run(`fetch the offsets of group ${groupId}`, () => admin.fetchOffsets({groupId}))
    return fetched.flatMap(({topic, partitions}) =>
      partitions.map(({partition, offset, metadata}) => ({
        topic,
        partition,
        offset: Number(offset) < 0 ? null : Number(offset),
        leaderEpoch: null,
        metadata,
        error: null,
      })),
    )
  } catch (error) {
    if (error instanceof KafkaError) return groupError(error.code, 'fetch the offsets of', groupId, error.text)
    throw error
  }
}

async function logEnds(kafkajs: KafkajsCluster, admin: Admin, topic: string): Promise<[string, LogEnds][]> {
  try {
    const offsets = await kafkajs.run(`list offsets of ${topic}`, () => admin.fetchTopicOffsets(topic))
    return offsets.map(({partition, low, high}) => [
      placeKey({topic, partition}),
      {start: Number(low), end: Number(high), error: null},
    ])
  } catch (error) {
    if (error instanceof KafkaError) return [[topic, {start: null, end: null, error}]]
    throw error
  }
}

/** A failed topic fails all of its partitions; a partition that is missing in the response does not exist. */
function missingAsErrors(
  places: ReadonlyMap<string, {readonly topic: string}>,
  ends: ReadonlyMap<string, LogEnds>,
): Map<string, LogEnds> {
  const unknown = (topic: string) =>
    ends.get(topic) ?? {
      start: null,
      end: null,
      error: new KafkaError(
        errorCode.unknownTopicOrPartition,
        `list offsets of ${topic}`,
        plainly('there is no such partition'),
      ),
    }
  return new Map([...places].map(([key, {topic}]) => [key, ends.get(key) ?? unknown(topic)]))
}
