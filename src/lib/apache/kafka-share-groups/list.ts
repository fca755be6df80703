// kafka-share-groups --list.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ShareGroupsOptions} from './checks.ts'
import {executionException, JavaError, runtimeException} from '../java/errors.ts'
import {namesIn} from '../shared/group-names.ts'
import {groupStateTable} from '../shared/group-state-table.ts'
import {listedGroups} from '../shared/listed-groups.ts'
import type {ListedGroup} from '../../groups/list.ts'

const states = ['Dead', 'Empty', 'Stable']
const types = ['share']

/** In the order of the HashMap in which Apache's client collects them. RuntimeException as JavaError. */
export const allShareGroups = (cluster: Cluster, io: Io): Promise<ListedGroup[]> =>
  listedGroups(cluster, io, {types}).catch((error: unknown) => {
    throw error instanceof JavaError ? runtimeException(executionException(error)) : error
  })

export async function listShareGroups(cluster: Cluster, options: ShareGroupsOptions, io: Io): Promise<void> {
  if (!options.has('state')) {
    io.out((await allShareGroups(cluster, io)).map(({groupId}) => `${groupId}\n`).join(''))
    return
  }
  const wanted = namesIn(options.value('state'), states, 'state')
  const groups = await listedGroups(cluster, io, {types, ...(wanted.length > 0 ? {states: wanted} : {})}).catch(
    (error: unknown) => {
      throw error instanceof JavaError ? executionException(error) : error
    },
  )
  io.out(groupStateTable(groups))
}
