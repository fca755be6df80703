import {answersInTurn} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import {askCoordinators, Failure, type Within} from '../cluster/fan-out.ts'
import {describeClassicGroups} from './describe-classic.ts'
import {describeConsumerGroups} from './describe-consumer.ts'
import {describeShareGroups} from './describe-share.ts'
import {describeStreamsGroups} from './describe-streams.ts'
import type {GroupDescription, GroupOutcome, GroupType} from './group-description.ts'
import {groupError, groupFailure} from '../cluster/group-error.ts'
import {chunks} from '../cluster/pooled.ts'
import {errorsOf, Failures, Outcome} from '../cluster/outcome.ts'
import {withNewestCommits} from '../offsets/newest-commits.ts'
import {unlessGone} from './gone-since.ts'
import type {GroupFailure} from './group-failure.ts'
import {listGroups, type BrokerFailure} from './list.ts'

export type {GroupFailure} from './group-failure.ts'
export type {GroupDescription, GroupMember, GroupType, StreamsTask, StreamsTasks} from './group-description.ts'

export interface DescribeGroupsOptions {
  readonly authorizedOperations?: boolean | undefined
  /** Types by group id, from an earlier listGroups. With them, the right API is used at once. */
  readonly types?: ReadonlyMap<string, string | null> | undefined
}

export interface DescribedGroups {
  /** In the order of the request; for `all` sorted by id. */
  readonly groups: readonly GroupDescription[]
  readonly errors: readonly GroupFailure[]
  /** With `all`: brokers that could not be asked, so that groups may be missing. */
  readonly brokerErrors: readonly BrokerFailure[]
}

/** The most groups in one request, because the response contains all their members. */
const mostGroups = 1000

/**
 * Describes groups of all types; each coordinator is asked about all of its groups together. Unknown groups are in `errors`
 * (GROUP_ID_NOT_FOUND), also on brokers before Kafka 4.0, which describe them as dead.
 */
export async function describeGroups(
  cluster: Cluster,
  ids: readonly string[] | 'all',
  options: DescribeGroupsOptions = {},
): Promise<Outcome<DescribedGroups>> {
  if (ids === 'all') {
    const listed = (await listGroups(cluster)).open(new Failures())
    const types = new Map(listed.groups.map(({groupId, type}) => [groupId, type]))
    for (const {groupId, coordinator} of listed.groups) cluster.noteCoordinator('group', groupId, coordinator)
    const described = (await describeGroups(cluster, [...types.keys()], {...options, types})).open(new Failures())
    const errors = await unlessGone(cluster, described.errors, listed.groups)
    return new Outcome(
      {groups: described.groups, errors, brokerErrors: listed.errors},
      errorsOf([...errors, ...listed.errors]),
    )
  }

  const wanted = [...new Set(ids)]
  const coordinators = new Map<string, number>()
  const outcomes = await askCoordinators<GroupOutcome>(cluster, 'group', wanted, async (node, some, within) => {
    for (const id of some) coordinators.set(id, node)
    const ask = async (ids: readonly string[]) =>
      new Map(
        await answersInTurn(chunks(ids, mostGroups), within, (piece, left) =>
          describeAt(cluster, node, piece, {...options, within: left}),
        ),
      )
    return withNewestCommits(cluster, await ask(some), {
      isNothing: (outcome) => outcome.errorCode === errorCode.groupIdNotFound,
      ask,
      unready: () => ({errorCode: errorCode.coordinatorLoadInProgress}),
      within,
    })
  })
  const brokers = new Map((await cluster.brokers()).map((broker) => [broker.id, broker]))
  const groups: GroupDescription[] = []
  const errors: GroupFailure[] = []
  const described = outcomes.each(
    ({group}, groupId) => group ?? notAnswered(groupId),
    (failure, groupId): GroupFailure => {
      // For an unknown group, brokers before Kafka 4.0 have no message, and kafkit's is plainer than that of newer
      // ones.
      const known = failure.code === errorCode.groupIdNotFound ? new Failure(failure.code) : failure
      return {groupId, error: groupFailure(known, 'describe', groupId), brokerText: failure.brokerText}
    },
  )
  for (const one of described) {
    if ('error' in one) errors.push(one)
    else {
      const authorizedOperations = options.authorizedOperations ? one.authorizedOperations : null
      groups.push({...one, coordinator: brokers.get(coordinators.get(one.groupId) ?? -1) ?? null, authorizedOperations})
    }
  }
  return new Outcome({groups, errors, brokerErrors: []}, errorsOf(errors))
}

const notAnswered = (groupId: string): GroupFailure => ({
  groupId,
  error: groupError(errorCode.unknownServerError, 'describe', groupId),
})

const describers = {
  consumer: describeConsumerGroups,
  classic: describeClassicGroups,
  share: describeShareGroups,
  streams: describeStreamsGroups,
}
/** The order in which the APIs are tried. Each of them reports groups of the other types as not found. */
const order: readonly GroupType[] = ['consumer', 'classic', 'share', 'streams']

/** Asks a coordinator with one API after the other, each about the groups that were not found before. */
async function describeAt(
  cluster: Cluster,
  node: number,
  ids: readonly string[],
  {authorizedOperations = false, types, within}: DescribeGroupsOptions & {readonly within: Within},
): Promise<Map<string, GroupOutcome>> {
  const found = new Map<string, GroupOutcome>()
  let lacking: UnsupportedApi | undefined
  for (const type of order) {
    const open = ids.filter((id) => isOpen(found.get(id)) && mayBe(type, types?.get(id)))
    if (open.length === 0) continue
    try {
      const described = await describers[type](cluster, node, open, {withOperations: authorizedOperations, within})
      for (const [id, outcome] of described) {
        // If one API does not find the group and another is switched off, the first answer says more.
        if (!found.has(id) || !isUnsupported(outcome)) found.set(id, outcome)
      }
    } catch (error) {
      if (!(error instanceof UnsupportedApi) || type === 'classic') throw error
      lacking = error
    }
  }
  // Groups of a type that the broker cannot describe. Without an outcome, they would be asked for again and again.
  if (lacking)
    for (const id of ids)
      if (!found.has(id)) found.set(id, {errorCode: errorCode.unsupportedVersion, errorMessage: lacking.message})
  return found
}

const isOpen = (outcome: GroupOutcome | undefined) =>
  outcome === undefined || outcome.errorCode === errorCode.groupIdNotFound || isUnsupported(outcome)

/** The broker has the API, but the feature is switched off (for KIP-848, `group.version` is 0). */
const isUnsupported = ({errorCode: code}: GroupOutcome) => code === errorCode.unsupportedVersion

const mayBe = (type: GroupType, listed: string | null | undefined) =>
  listed == null || listed === type || !order.some((known) => known === listed)
