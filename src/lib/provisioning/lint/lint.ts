// Checks a desired state without a cluster.
import {everybody, wildcard} from '../../acls/acl-names.ts'
import {aclText} from '../../acls/acl-text.ts'
import {listed} from '../../text/listed.ts'
import {isSelected} from '../../text/name-selector.ts'
import {metricName} from '../../topics/topic-name.ts'
import type {DesiredAcl, DesiredTopic, Section} from '../declared.ts'
import {comparePlaces, placeText, type Place} from '../../text/place.ts'
import type {ConfigLimit, Policy} from './policy.ts'
import {topicRules, type Level, type otherRules} from './rules.ts'

export interface Finding {
  readonly level: 'warn' | 'error'
  /** `min.insync.replicas`; `configs` for a limit of the policy. */
  readonly rule: string
  /** `topic orders`, `User:app`. */
  readonly subject: string
  readonly place: Place
  readonly text: string
}

export interface Linted {
  readonly topics: readonly DesiredTopic[]
  readonly acls: readonly DesiredAcl[]
  readonly sections: ReadonlySet<Section>
}

/**
 * The findings, sorted by place. Topics that should be absent or are left alone are not checked. `counts`: the rules to
 * check; default: all.
 */
export function lint(
  desired: Linted,
  policy: Policy,
  {counts = () => true}: {readonly counts?: (rule: string) => boolean} = {},
): Finding[] {
  const findings: Finding[] = []
  const add = (level: Level, finding: Omit<Finding, 'level'>) => {
    if (level !== 'off') findings.push({level, ...finding})
  }
  const topics = desired.topics.filter(({state}) => state === 'present')
  const rules = Object.entries(topicRules).filter(([rule]) => counts(rule))
  for (const topic of topics) {
    const subject = `topic ${topic.name}`
    for (const [rule, {judge}] of rules) {
      const {level, value} = policy.settingOf(rule, topic.name)
      if (level !== 'off') for (const said of judge(topic, value)) add(level, {rule, subject, ...said})
    }
    for (const limit of policy.limits) {
      if (limit.selectors.length > 0 && !isSelected(limit.selectors, topic.name)) continue
      const problem = beyond(topic, limit)
      if (problem) add(limit.level, {rule: 'configs', subject, ...problem})
    }
  }
  const levelOf = (rule: keyof typeof otherRules, topic?: string): Level =>
    counts(rule) ? policy.settingOf(rule, topic).level : 'off'
  const firstOf = new Map<string, DesiredTopic>()
  for (const topic of topics.toSorted((a, b) => comparePlaces(a.place, b.place))) {
    const {name, place} = topic
    const metric = metricName(name)
    const first = firstOf.get(metric)
    if (!first) firstOf.set(metric, topic)
    else
      add(levelOf('name.clash', name), {
        rule: 'name.clash',
        subject: `topic ${name}`,
        place,
        text: `the metrics of ${first.name} (${placeText(first.place)}) would have the same names, because metrics turn . into _: brokers refuse the second topic`,
      })
  }
  for (const {binding, place, state} of desired.acls)
    if (
      state === 'present' &&
      binding.principal === everybody &&
      binding.operation === 'ALL' &&
      binding.permission === 'ALLOW'
    )
      add(levelOf('acl.everybody'), {
        rule: 'acl.everybody',
        subject: everybody,
        place,
        text: `all principals may do everything: ${aclText(binding)}`,
      })
  if (desired.sections.has('acls') && counts('acl.unused')) {
    const [canRead, canWrite] = [allowed(desired.acls, 'READ'), allowed(desired.acls, 'WRITE')]
    for (const {name, place} of topics) {
      const missing = [...(canRead(name) ? [] : ['read']), ...(canWrite(name) ? [] : ['write'])]
      if (missing.length > 0)
        add(levelOf('acl.unused', name), {
          rule: 'acl.unused',
          subject: `topic ${name}`,
          place,
          text: `no ACL in the files allows any principal to ${listed(missing, 'or')} it`,
        })
    }
  }
  return findings.toSorted((a, b) => comparePlaces(a.place, b.place))
}

/**
 * Whether some ACL allows this operation on a topic. The answer is indexed, because there may be thousands of topics
 * and as many ACLs.
 */
function allowed(acls: readonly DesiredAcl[], operation: 'READ' | 'WRITE'): (topic: string) => boolean {
  const bindings = acls.flatMap(({state, binding}) =>
    state === 'present' &&
    binding.permission === 'ALLOW' &&
    binding.resourceType === 'TOPIC' &&
    (binding.operation === operation || binding.operation === 'ALL')
      ? [binding]
      : [],
  )
  const namesOf = (isPrefix: boolean) =>
    new Set(
      bindings.flatMap(({patternType, resourceName}) =>
        (patternType === 'PREFIXED') === isPrefix ? [resourceName] : [],
      ),
    )
  const [names, prefixes] = [namesOf(false), namesOf(true)]
  return (topic) =>
    names.has(wildcard) ||
    names.has(topic) ||
    (prefixes.size > 0 && Array.from(topic, (_, at) => topic.slice(0, at + 1)).some((start) => prefixes.has(start)))
}

function beyond(topic: DesiredTopic, limit: ConfigLimit): {place: Place; text: string} | undefined {
  const config = topic.configs.find(({name, value}) => name === limit.name && value !== null)
  const {name} = limit
  if (!config)
    return limit.required ? {place: topic.place, text: `${name} is not set, but the policy requires it`} : undefined
  const {place, value} = config
  if (limit.forbidden) return {place, text: `${name} is set, but the policy forbids that`}
  const number = Number(value)
  if (limit.min !== undefined && !(number >= limit.min)) return {place, text: `${name}=${value} is below ${limit.min}`}
  // -1 means no limit.
  if (limit.max !== undefined && !(number <= limit.max && number >= 0))
    return {place, text: `${name}=${value} is above ${limit.max}`}
  const strange = limit.oneOf && (value ?? '').split(',').find((each) => !limit.oneOf?.includes(each.trim()))
  return strange === undefined
    ? undefined
    : {place, text: `${name}=${value}: the policy allows only ${listed(limit.oneOf ?? [])}`}
}
