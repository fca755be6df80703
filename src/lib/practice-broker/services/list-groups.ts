import {ListGroups} from '../../apis/list-groups.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {on, type Service} from '../server.ts'

/** Lists the groups that the broker coordinates. */
export function listGroupsService(cluster: PracticeCluster): Service {
  return on(ListGroups, ({statesFilter, typesFilter}, {nodeId}) => {
    const passes = (filter: readonly string[], value: string) =>
      filter.length === 0 || filter.some((each) => each.toLowerCase() === value.toLowerCase())
    return {
      groups: cluster.groups
        .all()
        .filter(({id}) => cluster.coordinator(id)?.id === nodeId)
        .filter(({state}) => passes(statesFilter, state) && passes(typesFilter, 'classic'))
        .map(({id, protocolType, state}) => ({
          groupId: id,
          protocolType: protocolType ?? '',
          groupState: state,
          groupType: 'classic',
        })),
    }
  })
}
