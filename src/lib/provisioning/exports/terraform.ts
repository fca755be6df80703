// Writes HCL for the provider Mongey/kafka, with `import` blocks for what already exists (Terraform 1.5).
import type {AclBinding} from '../../acls/acl-binding.ts'
import {quotaEntityText} from '../../quotas/quota-entity.ts'
import type {ExportFormat, Exported} from './format.ts'
import type {StateTopic} from './state.ts'

export const terraformExport: ExportFormat = {
  sections: ['topics', 'acls', 'quotas'],
  write: (state) => {
    const labels = new Labels()
    const lost: string[] = []
    const quotas = state.quotas.flatMap(({entity, quotas: values}) => {
      const [part, second] = entity
      if (!part || second) {
        lost.push(
          `quotas of ${quotaEntityText(entity)}: the provider supports only quotas of one user, client id or ip`,
        )
        return []
      }
      const label = labels.of(`${part.type}_${part.name ?? 'default'}`)
      const config = values.map(({key, value}) => `    ${key} = ${text(String(value))}`)
      // The provider cannot import quotas.
      return [
        `resource "kafka_quota" "${label}" {\n${part.name === null ? '' : `  entity_name = ${text(part.name)}\n`}  entity_type = ${text(part.type)}\n  config = {\n${config.join('\n')}\n  }\n}\n`,
      ]
    })
    const files: Exported['files'] = [
      {name: 'topics.tf', content: state.topics.map((topic) => topicBlocks(topic, labels, lost)).join('\n')},
      {name: 'acls.tf', content: state.acls.map((acl) => aclBlocks(acl, labels)).join('\n')},
      {name: 'quotas.tf', content: quotas.join('\n')},
    ]
    return {files: files.filter(({content}) => content.length > 0), lost}
  },
}

/** Makes unique HCL names of letters, digits, dashes and underscores. */
class Labels {
  readonly #taken = new Set<string>()

  of(name: string): string {
    const plain = name.replaceAll(/[^A-Za-z0-9_-]/g, '_')
    const base = /^[A-Za-z_]/.test(plain) ? plain : `_${plain}`
    let label = base
    for (let n = 2; this.#taken.has(label); n++) label = `${base}_${n}`
    this.#taken.add(label)
    return label
  }
}

/** An HCL string literal, in which `${` and `%{` would start templates. */
const text = (value: string): string => JSON.stringify(value).replaceAll(/[$%](?=\{)/g, '$&$&')

function topicBlocks(
  {name, partitions, replicationFactor, configs}: StateTopic,
  labels: Labels,
  lost: string[],
): string {
  if (replicationFactor === null) {
    lost.push(`topic ${name}: the provider needs one replication factor for all partitions, so the topic is left out`)
    return ''
  }
  const label = labels.of(name)
  const config =
    configs.length === 0
      ? ''
      : `  config = {\n${configs.map((each) => `    ${text(each.name)} = ${text(each.value)}`).join('\n')}\n  }\n`
  return `import {
  to = kafka_topic.${label}
  id = ${text(name)}
}

resource "kafka_topic" "${label}" {
  name               = ${text(name)}
  partitions         = ${partitions}
  replication_factor = ${replicationFactor}
${config}}
`
}

/** `DESCRIBE_CONFIGS` → `DescribeConfigs`, as the provider writes it. */
const capital = (name: string) =>
  name
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')

function aclBlocks(acl: AclBinding, labels: Labels): string {
  const {principal, host, resourceName} = acl
  const [operation, permission, type, pattern] = [acl.operation, acl.permission, acl.resourceType, acl.patternType].map(
    capital,
  ) as [string, string, string, string]
  const label = labels.of(`${principal}_${operation}_${resourceName}`)
  return `import {
  to = kafka_acl.${label}
  id = ${text([principal, host, operation, permission, type, resourceName, pattern].join('|'))}
}

resource "kafka_acl" "${label}" {
  resource_name                = ${text(resourceName)}
  resource_type                = ${text(type)}
  resource_pattern_type_filter = ${text(pattern)}
  acl_principal                = ${text(principal)}
  acl_host                     = ${text(host)}
  acl_operation                = ${text(operation)}
  acl_permission_type          = ${text(permission)}
}
`
}
