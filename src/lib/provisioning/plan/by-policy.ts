// Applies the rules of kafkit lint to a plan, together with those that need the cluster.
import type {Cluster} from '../../cluster/cluster.ts'
import {clusterFindings} from '../lint/cluster-rules.ts'
import {lint, type Finding, type Linted} from '../lint/lint.ts'
import type {Policy} from '../lint/policy.ts'
import {spotText} from '../../text/place.ts'
import type {Current} from '../current.ts'
import {CannotApply} from './problems.ts'
import type {Action, Kind, NotDone, Notice} from './plan.ts'

export interface ByPolicy {
  /** The actions that no rule forbids. */
  readonly actions: readonly Action[]
  readonly refused: readonly NotDone[]
  readonly notices: readonly Notice[]
}

/** Left out, because brokers know their configs better than any list. */
const left = ['config.unknown', 'config.deprecated']

/**
 * An error forbids an action. Findings about what already exists, and warnings, are reported only for rules that the
 * policy names, because lint's default rules were not asked for here.
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
  // Rules that would only advise here are skipped, because they would check thousands of topics for nothing.
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

/** The marks that connect a finding with an action: the subject of a topic, the place of an ACL. */
const markOf = ({kind, change, name, place}: Action): string[] => {
  if (change === 'delete') return []
  return kind === 'topic' ? [`topic ${name}`] : kind === 'acl' && place !== null ? [spotText(place)] : []
}

function subjectOf({subject}: Finding): {readonly kind: Kind; readonly name: string} {
  const [, topic] = /^topic (.*)$/s.exec(subject) ?? []
  return topic === undefined ? {kind: 'acl', name: subject} : {kind: 'topic', name: topic}
}

const textOf = ({subject, text, rule}: Finding): string => `${subject}: ${text} (${rule}): the policy forbids it`
