// kafka-groups --list.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ListedGroup} from '../../groups/list.ts'
import {getWithin} from '../client/get-within.ts'
import {padded, widest} from '../java/format.ts'
import {titledType} from '../shared/group-names.ts'
import {listedGroups} from '../shared/listed-groups.ts'
import {groupTypeOf, type AllGroupsOptions} from './checks.ts'

/** How long Apache's tool waits for the list, ms. */
const waitMs = 30_000

export async function listAllGroups(cluster: Cluster, options: AllGroupsOptions, io: Io): Promise<void> {
  const groups = await getWithin(waitMs, listedGroups(cluster, io))
  const selected = groups.filter(filterOf(options))
  const rows = selected.map(({groupId, type, protocolType}) => [groupId, titledType(type), protocolType])
  const width = widest(20, rows.flat())
  const widths = [width, width, width]
  // The lines of groups end with one more space than the header.
  const lines = rows.map((cells) => `${padded(cells, widths)} \n`)
  io.out([`${padded(['GROUP', 'TYPE', 'PROTOCOL'], widths)}\n`, ...lines].join(''))
}

function filterOf(options: AllGroupsOptions): (group: ListedGroup) => boolean {
  const type = groupTypeOf(options)
  const protocol = options.value('protocol')
  if (type !== undefined)
    return (group) => group.type === type && (protocol === undefined || group.protocolType === protocol)
  if (protocol !== undefined) return (group) => group.protocolType === protocol
  if (options.has('consumer'))
    return (group) => group.protocolType === 'consumer' || group.protocolType === '' || group.type === 'consumer'
  if (options.has('share')) return (group) => group.type === 'share'
  if (options.has('streams')) return (group) => group.type === 'streams'
  return () => true
}
