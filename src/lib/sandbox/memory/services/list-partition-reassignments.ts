import {listPartitionReassignments} from '../../../apis/list-partition-reassignments.ts'
import {on, type Service} from '../../../apis/server.ts'

/** Nothing ever moves here. */
export function listPartitionReassignmentsService(): Service {
  return on(listPartitionReassignments, () => ({errorMessage: null, topics: []}))
}
