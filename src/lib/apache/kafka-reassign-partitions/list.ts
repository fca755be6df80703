import type {Io} from '../../cli/io.ts'
import {byTopicAndPartition, listReassignments} from '../../partitions/reassignments.ts'
import type {Admin} from '../client/admin.ts'
import type {ReassignOptions} from './options.ts'
import {partitionText} from './order.ts'

export async function list(admin: Admin, _options: ReassignOptions, io: Io): Promise<void> {
  const reassignments = await ongoing(admin)
  if (reassignments.length === 0) {
    io.out('No partition reassignments found.\n')
    return
  }
  io.out('Current partition reassignments:\n')
  for (const each of reassignments.toSorted(byTopicAndPartition)) {
    const adding = each.adding.length === 0 ? '' : ` adding: ${each.adding.join(',')}.`
    const removing = each.removing.length === 0 ? '' : ` removing: ${each.removing.join(',')}.`
    io.out(`${partitionText(each)}: replicas: ${each.replicas.join(',')}.${adding}${removing}\n`)
  }
}

/** All reassignments in progress. */
export const ongoing = (admin: Admin) =>
  admin.getAt('listPartitionReassignments', undefined, (cluster, anywhere) =>
    listReassignments(cluster, null, anywhere ? {to: 'any'} : {}),
  )
