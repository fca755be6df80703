// kafka-consumer-groups --list.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {isConsumerGroup, type ListedGroup} from '../../groups/list.ts'
import {executionException, JavaError, runtimeException} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {namesIn, titledType} from '../shared/group-names.ts'
import {listedGroups} from '../shared/listed-groups.ts'
import type {GroupsOptions} from './checks.ts'

const states = [
  'PreparingRebalance',
  'CompletingRebalance',
  'Stable',
  'Dead',
  'Empty',
  'Assigning',
  'Reconciling',
] as const
const types = ['Consumer', 'Classic'] as const

/** Consumer groups in the order of the HashMap in which Apache's client collects them. */
export async function allConsumerGroups(
  cluster: Cluster,
  io: Io,
  selection: {readonly states?: readonly string[]; readonly types?: readonly string[]} = {},
): Promise<ListedGroup[]> {
  return listedGroups(cluster, io, selection, isConsumerGroup).catch((error: unknown) => {
    throw error instanceof JavaError ? runtimeException(executionException(error)) : error
  })
}

export async function listConsumerGroups(cluster: Cluster, options: GroupsOptions, io: Io): Promise<void> {
  const [withType, withState] = [options.has('type'), options.has('state')]
  const wantedTypes = namesIn(options.value('type'), types, 'types')
  const wantedStates = namesIn(options.value('state'), states, 'state')
  const groups = await allConsumerGroups(cluster, io, {
    ...(wantedTypes.length > 0 ? {types: wantedTypes} : {}),
    ...(wantedStates.length > 0 ? {states: wantedStates} : {}),
  })
  if (!withType && !withState) {
    io.out(groups.map(({groupId}) => `${groupId}\n`).join(''))
    return
  }
  const width =
    widest(
      15,
      groups.map(({groupId}) => groupId),
    ) + 10
  const line = (group: string, type: string, state: string) => {
    const cells = [group, ...(withType ? [type] : []), ...(withState ? [state] : [])]
    return `${padded(cells, [width, 20, 20])}\n`
  }
  const rows = groups.map(({groupId, type, state}) => line(groupId, titledType(type), state ?? ''))
  io.out([line('GROUP', 'TYPE', 'STATE'), ...rows].join(''))
}
