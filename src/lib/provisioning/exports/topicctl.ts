// Writes topicctl's files: one per topic, and one for the ACLs of each principal.
import {groupAcls} from '../../acls/grouped-acls.ts'
import {plainConfigs, resourceNames, type ExportFormat} from './format.ts'

export const topicctlExport: ExportFormat = {
  sections: ['topics', 'acls'],
  write: (state, label) => {
    const meta = (name: string) => ({name, cluster: label, environment: label, region: label})
    const names = resourceNames(state.topics.map(({name}) => name))
    const topics = state.topics.map(({name, partitions, replicationFactor, configs}) => ({
      name: `topic-${names.get(name)}.yaml`,
      content: [
        {
          meta: meta(name),
          spec: {
            partitions,
            ...(replicationFactor === null ? {} : {replicationFactor}),
            ...(configs.length > 0 ? {settings: plainConfigs(configs)} : {}),
            placement: {strategy: 'any'},
          },
        },
      ],
    }))
    const byPrincipal = Map.groupBy(groupAcls(state.acls), ({principal}) => principal)
    const principals = resourceNames([...byPrincipal.keys()])
    const acls = [...byPrincipal].map(([principal, groups]) => ({
      name: `acl-${principals.get(principal)}.yaml`,
      content: [
        {
          meta: meta(principals.get(principal) ?? principal),
          spec: {
            acls: groups.map(({resourceType, resourceName, patternType, permission, operations, host}) => ({
              resource: {
                type: resourceType.toLowerCase().replaceAll('_', ''),
                name: resourceName,
                patternType: patternType.toLowerCase(),
                principal,
                host,
                permission: permission.toLowerCase(),
              },
              operations: operations.map((operation) => operation.toLowerCase().replaceAll('_', '')),
            })),
          },
        },
      ],
    }))
    return {files: [...topics, ...acls], lost: []}
  },
}
