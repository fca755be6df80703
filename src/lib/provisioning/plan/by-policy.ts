// The rules of kafkit lint in a plan, with what the cluster knows besides.
import type {Cluster} from '../../cluster/cluster.ts'
import {clusterFindings} from '../lint/cluster-rules.ts'
import {lint, type Finding, type Linted} from '../lint/lint.ts'
import type {Policy} from '../lint/policy.ts'
import {spotText} from '../place.ts'
import type {Current} from '../current.ts'
import {CannotApply} from './problems.ts'
import type {Action, Kind, NotDone, Notice} from './plan.ts'

export interface ByPolicy {
  /** Those that no rule forbids. */
  readonly actions: readonly Action[]
  readonly refused: readonly NotDone[]
  readonly notices: readonly Notice[]
}

/** Brokers know their configs better than any list. */
const left = ['config.unknown', 'config.deprecated']

/**
 * An error forbids what is to be done; what is there already is complained of only by rules that the policy names, and so are
 * warnings: those that lint has by default were not asked for.
 */
export async function judgedByPolicy(
  cluster: Cluster,
  {
    desired,
    actions,
    current,
  }: {readonly desired: Linted; readonly actions: readonly Action[]; readonly current: Current},
  {policy, now, without = []}: {readonly policy: Policy; readonly now: number; readonly without?: readonly string[]},
): Promise<ByPolicy> {
  // Thousands of topics are judged for nothing by rules that are only advice here.
  const counts = (rule: string) =>
    !without.includes(rule) &&
    (policy.names(rule) || (!left.includes(rule) && policy.settingOf(rule, undefined).level === 'error'))
  const findings = [
    ...lint(desired, policy, {counts}),
    ...(await clusterFindings({cluster, topics: desired.topics, current, now}, policy)),
  ]
  const touched = new Set(actions.flatMap(markOf))
  const concerns = (marks: ReadonlySet<string>, {subject, place}: Finding) =>
    marks.has(subject) || marks.has(spotText(place))
  const counted = findings.filter((each) => policy.names(each.rule) || concerns(touched, each))
  const errors = counted.filter(({level}) => level === 'error')
  const forbidden = new Set(errors.flatMap(({subject, place}) => [subject, spotText(place)]))
  return {
    actions: actions.filter((action) => !markOf(action).some((mark) => forbidden.has(mark))),
    refused: errors.map((each) => ({...subjectOf(each), place: each.place, error: new CannotApply(textOf(each))})),
    notices: counted.flatMap((each) =>
      each.level === 'warn' ? [{...subjectOf(each), place: each.place, text: `${each.text} (${each.rule})`}] : [],
    ),
  }
}

/** By what a finding is known to be about an action: the subject of a topic, the place of an ACL. */
const markOf = ({kind, change, name, place}: Action): string[] => {
  if (change === 'delete') return []
  return kind === 'topic' ? [`topic ${name}`] : kind === 'acl' && place !== null ? [spotText(place)] : []
}

function subjectOf({subject}: Finding): {readonly kind: Kind; readonly name: string} {
  const [, topic] = /^topic (.*)$/s.exec(subject) ?? []
  return topic === undefined ? {kind: 'acl', name: subject} : {kind: 'topic', name: topic}
}

const textOf = ({subject, text, rule}: Finding): string => `${subject}: ${text} (${rule}): the policy forbids it`
