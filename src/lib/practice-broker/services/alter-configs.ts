import {AlterConfigs} from '../../apis/alter-configs.ts'
import {alterResource, checkOnce} from '../configs/alter-resource.ts'
import {operation} from '../configs/changes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {attempt} from '../refusal.ts'
import {on, type Service} from '../server.ts'

/** The API before KIP-339: a config that is not named is reset to its default. */
export function alterConfigsService(cluster: PracticeCluster): Service {
  return on(AlterConfigs, ({resources, validateOnly}, {nodeId}) => ({
    responses: resources.map(({resourceType, resourceName, configs}) => {
      const resource = {resourceType, resourceName}
      const outcome = attempt(() => {
        checkOnce(resources, resource)
        const named = new Set(configs.map(({name}) => name))
        return alterResource(cluster, resource, nodeId, validateOnly, (before) => [
          ...configs.map((each) => ({...each, configOperation: operation.set})),
          ...[...before.keys()]
            .filter((name) => !named.has(name))
            .map((name) => ({name, configOperation: operation.delete, value: null})),
        ])
      })
      return {...resource, ...outcome}
    }),
  }))
}
