// Joins all documents into one desired state, in which every item occurs once and lies inside the scope of its file.
import {bindingKey} from '../acls/acl-binding.ts'
import {aclText} from '../acls/acl-text.ts'
import {resourceText} from '../configs/config-resource.ts'
import {quotaEntityKey, quotaEntityText} from '../quotas/quota-entity.ts'
import type {
  Declared,
  DesiredAcl,
  DesiredConfigs,
  DesiredQuota,
  DesiredTopic,
  DesiredUser,
  Placed,
  Scope,
  Section,
} from './declared.ts'
import type {PlacedText} from './placed-text.ts'
import {placeText, type Place} from '../text/place.ts'
import {scopeProblems} from './scope.ts'

/** What all files declare, checked against each other. */
export interface Desired {
  /** In the order given, with the checksum of their content. */
  readonly files: readonly {readonly path: string; readonly sha256: string}[]
  readonly formats: readonly string[]
  /** The documents as they were read, before they were joined. */
  readonly documents: readonly Declared[]
  readonly sections: ReadonlySet<Section>
  readonly clusters: readonly Placed<string>[]
  readonly scopes: readonly Scope[]
  readonly topics: readonly DesiredTopic[]
  /** Each ACL occurs once. */
  readonly acls: readonly DesiredAcl[]
  readonly users: readonly DesiredUser[]
  readonly quotas: readonly DesiredQuota[]
  readonly configs: readonly DesiredConfigs[]
  readonly policies: readonly Declared[]
  readonly remarks: readonly PlacedText[]
  readonly problems: readonly PlacedText[]
}

export function desiredOf(
  documents: readonly Declared[],
  remarks: readonly PlacedText[],
  files: Desired['files'],
): Desired {
  const problems: PlacedText[] = []
  const topics = documents.flatMap((each) => each.topics)
  const users = documents.flatMap((each) => each.users)
  const quotas = documents.flatMap((each) => each.quotas)
  const configs = documents.flatMap((each) => each.configs)
  problems.push(
    ...twice(
      topics,
      ({name}) => name,
      ({name}) => `topic ${name}`,
    ),
    ...twice(
      users,
      ({user}) => user,
      ({user}) => `user ${user}`,
    ),
    ...twice(
      quotas,
      ({entity}) => quotaEntityKey(entity),
      ({entity}) => `the quotas of ${quotaEntityText(entity)}`,
    ),
    ...twice(
      configs,
      ({resource}) => `${resource.type} ${resource.name}`,
      ({resource}) => `${resourceText(resource)}`,
    ),
    ...scopeProblems(documents),
  )
  const acls = new Map<string, DesiredAcl>()
  for (const acl of documents.flatMap((each) => each.acls)) {
    const key = bindingKey(acl.binding)
    const before = acls.get(key)
    if (before && before.state !== acl.state)
      problems.push({
        place: acl.place,
        text: `${aclText(acl.binding)} is to be ${acl.state} here and ${before.state} in ${placeText(before.place)}`,
      })
    if (!before) acls.set(key, acl)
  }
  const clusters = documents.flatMap(({cluster}) => cluster ?? [])
  const other = clusters.find(({value}) => value !== clusters[0]?.value)
  if (other && clusters[0])
    problems.push({
      place: other.place,
      text: `this is for cluster ${other.value}, and ${placeText(clusters[0].place)} is for ${clusters[0].value}`,
    })
  return {
    files,
    documents,
    formats: [...new Set(documents.map(({format}) => format))],
    sections: new Set(documents.flatMap((each) => [...each.sections])),
    clusters,
    scopes: documents.flatMap(({scope}) => scope ?? []),
    topics,
    acls: [...acls.values()],
    users,
    quotas,
    configs,
    policies: documents.filter(({policy}) => policy),
    remarks: [...remarks, ...documents.flatMap((each) => each.remarks)],
    problems,
  }
}

function twice<T extends {readonly place: Place}>(
  items: readonly T[],
  keyOf: (item: T) => string,
  textOf: (item: T) => string,
): PlacedText[] {
  const first = new Map<string, T>()
  return items.flatMap((item) => {
    const key = keyOf(item)
    const before = first.get(key)
    if (!before) first.set(key, item)
    return before
      ? [{place: item.place, text: `${textOf(item)} is declared twice: first in ${placeText(before.place)}`}]
      : []
  })
}
