// The rules of kafkit lint in a plan, with what the cluster knows besides.
import type {Cluster} from '../../cluster/cluster.ts'
import {clusterFindings} from '../lint/cluster-rules.ts'
import {lint, type Finding, type Linted} from '../lint/lint.ts'
import type {Policy} from '../lint/policy.ts'
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
  const findings = [
    ...lint(desired, policy).filter(
      ({rule}) => !without.includes(rule) && (!left.includes(rule) || policy.names(rule)),
    ),
    ...(await clusterFindings({cluster, topics: desired.topics, current, now}, policy)),
  ]
  const concerns = (finding: Finding, action: Action) =>
    action.change !== 'delete' &&
    (action.kind === 'topic'
      ? finding.subject === `topic ${action.name}`
      : action.kind === 'acl' && action.place !== null && isAt(finding, action.place))
  const counted = findings.filter(
    (each) => policy.names(each.rule) || (each.level === 'error' && actions.some((action) => concerns(each, action))),
  )
  const errors = counted.filter(({level}) => level === 'error')
  return {
    actions: errors.length === 0 ? actions : actions.filter((action) => !errors.some((each) => concerns(each, action))),
    refused: errors.map((each) => ({...subjectOf(each), place: each.place, error: new CannotApply(textOf(each))})),
    notices: counted.flatMap((each) =>
      each.level === 'warn' ? [{...subjectOf(each), place: each.place, text: `${each.text} (${each.rule})`}] : [],
    ),
  }
}

const isAt = ({place}: Finding, at: Finding['place']): boolean =>
  place.file === at.file && place.line === at.line && place.column === at.column

function subjectOf({subject}: Finding): {readonly kind: Kind; readonly name: string} {
  const [, topic] = /^topic (.*)$/s.exec(subject) ?? []
  return topic === undefined ? {kind: 'acl', name: subject} : {kind: 'topic', name: topic}
}

const textOf = ({subject, text, rule}: Finding): string => `${subject}: ${text} (${rule}): the policy forbids it`
