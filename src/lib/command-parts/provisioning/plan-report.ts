// Prints plans, and describes them for the audit log.
import {writeNewFile} from '../../cli/state-file.ts'
import type {Colours} from '../../cli/colour.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {sameCluster} from '../../cli/same-cluster.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import type {Planned} from '../../provisioning/plan/make-plan.ts'
import {formatPlan} from '../../provisioning/plan/plan-file.ts'
import {inOrder, type Action, type Harm, type Plan} from '../../provisioning/plan/plan.ts'
import {CannotApply} from '../../provisioning/plan/problems.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'
import {shellWord} from '../../text/shell-word.ts'
import type {PlanDocument, PlanItem} from './items.ts'
import {leftOutText, planText, summaryText} from './plan-text.ts'

export const consentsOf = (actions: readonly Action[]): Harm[] => inOrder(actions.flatMap(({harms}) => harms))

/** The reason why a plan is not carried out: a kind of harm to which the user has not consented. */
export function missingConsents(actions: readonly Action[], allowed: readonly Harm[]): Error[] {
  const missing = consentsOf(actions).filter((harm) => !allowed.includes(harm))
  if (missing.length === 0) return []
  const doing = missing.map((harm) => {
    const some = actions.filter(({harms}) => harms.includes(harm))
    const [first] = some
    const more = some.length > 1 ? ` and ${counted(some.length - 1, 'more')}` : ''
    return `${harm} (${first?.kind ?? ''} ${first?.name ?? ''}${more.replace(/ mores?$/, ' more')})`
  })
  return [
    new CannotApply(
      `this needs consent: ${listed(doing, 'and')}; nothing was changed. If you mean it, add --allow ${consentsOf(actions).join(',')}`,
    ),
  ]
}

export const planDocument = (plan: Plan, items: readonly PlanItem[]): PlanDocument => ({
  clusterId: plan.clusterId,
  items,
  unchanged: plan.unchanged,
  leftOut: plan.leftOut ?? {},
  consents: consentsOf(plan.actions),
})

/** Why actions failed, each reason once: a broker that is down gives the same reason for every batch. */
export function outcomeErrors(outcomes: readonly ActionOutcome[]): Error[] {
  const errors = outcomes.flatMap(({status, error}) => (error && status !== 'skipped' ? [error] : []))
  return [...new Map(errors.map((error) => [error.message, error])).values()]
}

/** One sentence about all actions that were not started. */
export function skippedProblem(outcomes: readonly ActionOutcome[]): Error[] {
  const skipped = outcomes.filter(({status}) => status === 'skipped')
  const [first] = skipped
  return first?.error ? [new CannotApply(`${counted(skipped.length, 'action')} skipped: ${first.error.message}`)] : []
}

/** The part of a plan that goes into the audit log. */
export const auditedPlan = ({files, actions}: Plan) => ({
  files,
  actions: actions.map(({kind, change, name, lines}) => ({kind, change, name, lines})),
})

/** Prints a plan for people: the cluster, the actions, and a summary. */
export class PlanPrinter {
  readonly #colours: Colours

  constructor(colours: Colours) {
    this.#colours = colours
  }

  text(
    {plan, brokers}: Pick<Planned, 'plan' | 'brokers'>,
    items: readonly PlanItem[],
    profile: string | undefined,
  ): string {
    const racks = new Set(brokers.flatMap(({rack}) => rack ?? []))
    const where = [
      `cluster ${plan.clusterId ?? 'without an id'}`,
      ...(profile === undefined ? [] : [`profile ${profile}`]),
      `${counted(brokers.length, 'broker')}${racks.size > 1 ? ` in ${racks.size} racks` : ''}`,
    ].join(', ')
    const head = `${where}; ${counted(plan.files.length, 'file')}\n`
    const body = items.length === 0 ? '' : `\n${planText(items, this.#colours)}\n`
    const summary = [summaryText(items, plan.unchanged), ...leftOutText(plan.leftOut)].join('; ')
    return `${this.#colours.faint(head.trimEnd())}\n${body}${summary}\n`
  }
}

/** Flags that a plan of files depends on: without them, an apply would do something else. */
const deciding = [
  'previous',
  'overlay',
  'expand-env',
  'from',
  'skip-kinds',
  'secret',
  'julie-name',
  'only',
  'match',
  'prune',
  'max-deletes',
  'undeclared-configs',
  'pin',
  'policy',
  'verify-passwords',
  'verify-at',
  'blind-configs',
] as const

const usual: Readonly<Record<string, unknown>> = {'max-deletes': 5, 'undeclared-configs': 'report'}

/** The command that carries out a plan on the same cluster, with the consents that it needs. */
export function applyCommand(
  bin: string,
  out: string | undefined,
  flags: Readonly<Record<string, unknown>> & ConnectionFlagValues,
  actions: readonly Action[],
): string {
  const consents = consentsOf(actions)
  const words = (name: string): string[] => {
    const value = flags[name]
    if (value === undefined || value === false || value === usual[name]) return []
    if (value === true) return [`--${name}`]
    const values = Array.isArray(value) ? (value as unknown[]) : [value]
    return values.flatMap((each) => [`--${name}`, shellWord(Array.isArray(each) ? each.join('=') : String(each))])
  }
  const what =
    out === undefined
      ? [
          ...((flags['file'] as readonly string[] | undefined) ?? []).flatMap((file) => ['-f', shellWord(file)]),
          ...deciding.flatMap(words),
        ]
      : [shellWord(out)]
  return [
    bin,
    'apply',
    ...sameCluster(flags),
    ...what,
    ...(consents.length === 0 ? [] : ['--allow', consents.join(',')]),
  ].join(' ')
}

export const writePlan = (file: string, plan: Plan): Promise<void> => writeNewFile(file, formatPlan(plan))
