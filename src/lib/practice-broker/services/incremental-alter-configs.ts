import {IncrementalAlterConfigs} from '../../apis/incremental-alter-configs.ts'
import {alterResource, checkOnce} from '../configs/alter-resource.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt} from '../refusal.ts'
import {on, type Service} from '../server.ts'

export function incrementalAlterConfigsService(cluster: PracticeCluster): Service {
  return on(IncrementalAlterConfigs, ({resources, validateOnly}, {nodeId}) => ({
    responses: resources.map(({resourceType, resourceName, configs}) => {
      const resource = {resourceType, resourceName}
      const outcome = attempt(() => {
        checkOnce(resources, resource)
        return alterResource(cluster, resource, nodeId, validateOnly, () => configs)
      })
      return {...resource, ...outcome}
    }),
  }))
}
