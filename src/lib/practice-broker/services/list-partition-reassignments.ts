import {ListPartitionReassignments} from '../../apis/list-partition-reassignments.ts'
import {on, type Service} from '../server.ts'

/** Always empty: replicas never move here. */
export function listPartitionReassignmentsService(): Service {
  return on(ListPartitionReassignments, () => ({errorMessage: null, topics: []}))
}
