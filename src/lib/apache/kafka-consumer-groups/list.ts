// kafka-consumer-groups --list.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {isConsumerGroup, type ListedGroup} from '../../groups/list.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {executionException, JavaError, runtimeException} from '../java/errors.ts'
import {padded, widest} from '../java/format.ts'
import {titledType} from '../shared/group-names.ts'
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
  const wantedTypes = wanted(options.value('type'), types, 'types')
  const wantedStates = wanted(options.value('state'), states, 'state')
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

/** The known names in a comma-separated list, in any case. UsageProblem for an unknown one. */
function wanted(text: string | undefined, known: readonly string[], what: string): string[] {
  // Without a value the option only asks for the column; so does a value of nothing but commas.
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name, at, all) => name !== '' || (at < all.length - 1 && all.slice(at).some((rest) => rest !== '')))
  const found = names.map((name) => known.find((each) => each.toLowerCase() === name.toLowerCase()))
  if (found.includes(undefined)) {
    const list = known.join(', ')
    throw new UsageProblem(`Invalid ${what} list '${text}'. Valid ${what === 'state' ? 'states' : what} are: ${list}`)
  }
  return found.filter((name) => name !== undefined)
}
