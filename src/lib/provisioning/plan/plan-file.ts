// Writes and reads a plan as a file. The same files and the same state give the same bytes. Costs are left out, because
// they are measured again when the plan is used.
import {UsageError} from '../../errors/usage-error.ts'
import {actionKey, harms, type Action, type Deed, type Harm, type Plan} from './plan.ts'

export const planFormat = 'kafkit plan'
const planVersion = 1

export interface SavedPlan {
  readonly format: typeof planFormat
  readonly planVersion: 1
  readonly cluster: {readonly id: string | null}
  /** The files that the plan was made from. */
  readonly files: Plan['files']
  readonly actions: readonly Action[]
}

export const formatPlan = ({clusterId, files, actions}: Plan): string =>
  `${JSON.stringify({format: planFormat, planVersion, cluster: {id: clusterId}, files, actions} satisfies SavedPlan, null, 2)}\n`

/** Throws UsageError, with `source` at its start, for anything that is not a plan of kafkit. */
export function parsePlan(text: string, source: string): SavedPlan {
  const noPlan = (cause?: unknown) =>
    new UsageError(
      `${source} is not a plan: kafkit plan --out writes one; files that declare what there should be are given with -f`,
      {cause},
    )
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // Of any other file, typically YAML, the parser's words help nobody.
    throw text.includes(planFormat)
      ? new UsageError(`${source} is not valid JSON: ${(error as Error).message}`, {cause: error})
      : noPlan(error)
  }
  const plan = value as Partial<SavedPlan> | null
  if (typeof plan !== 'object' || plan?.format !== planFormat) throw noPlan()
  if (plan.planVersion !== planVersion)
    throw new UsageError(
      `${source}: this plan has version ${String(plan.planVersion)}, which this kafkit does not read`,
    )
  const damaged = (what: string) =>
    new UsageError(`${source}: the plan is damaged: ${what}; make it again with kafkit plan --out`)
  if (!Array.isArray(plan.actions) || typeof plan.cluster !== 'object' || !Array.isArray(plan.files))
    throw damaged('a part of it is missing')
  const seen = new Set<string>()
  for (const [at, action] of (plan.actions as unknown[]).entries()) {
    const problem = actionProblem(action)
    if (problem !== undefined) throw damaged(`action ${at + 1} ${problem}`)
    const key = actionKey(action as Action)
    if (seen.has(key)) throw damaged(`${key} appears twice`)
    seen.add(key)
  }
  return plan as SavedPlan
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isList = (value: unknown): boolean => Array.isArray(value)
const orNull = (check: (value: unknown) => boolean) => (value: unknown) => value === null || check(value)

/** The fields that an action of each type must have. */
const deedFields: Readonly<Record<Deed['type'], Readonly<Record<string, (value: unknown) => boolean>>>> = {
  createTopic: {
    partitions: orNull(Number.isInteger),
    replicationFactor: orNull(Number.isInteger),
    assignment: orNull(isList),
    configs: isObject,
  },
  alterTopic: {partitions: orNull(Number.isInteger), added: orNull(isList), configs: isList, moves: isList},
  deleteTopic: {},
  createAcl: {binding: isObject},
  deleteAcl: {binding: isObject},
  alterUser: {user: isText, set: isList, remove: isList},
  alterQuota: {entity: isList, set: isList, remove: isList},
  alterConfigs: {resource: isObject, configs: isList},
}

function actionProblem(action: unknown): string | undefined {
  if (!isObject(action)) return 'is not an object'
  const {kind, change, name, deed, expects, harms: found, lines, summary, checked} = action
  if (![kind, change, name, summary, checked].every(isText)) return 'has no kind, change or name'
  if (!isObject(deed) || !isObject(expects) || !isList(lines)) return 'does not state its change'
  if (!Array.isArray(found) || !found.every((harm) => harms.some((each) => each === harm))) return 'has unknown harms'
  const type = deed['type']
  if (typeof type !== 'string' || !Object.hasOwn(deedFields, type)) return `has an unknown type (${String(type)})`
  const wrong = Object.entries(deedFields[type as Deed['type']]).find(([field, check]) => !check(deed[field]))
  if (wrong) return `has no valid ${wrong[0]}`
  const least = leastHarm(deed)
  return least !== undefined && !found.includes(least) ? `does not say that it needs --allow ${least}` : undefined
}

/** The harm that an action has in any case, so that an edited file cannot remove the consent it needs. */
function leastHarm(deed: Readonly<Record<string, unknown>>): Harm | undefined {
  if (deed['type'] === 'deleteTopic') return 'delete'
  if (deed['type'] === 'deleteAcl') return 'access'
  return deed['type'] === 'alterTopic' && Array.isArray(deed['moves']) && deed['moves'].length > 0 ? 'move' : undefined
}
