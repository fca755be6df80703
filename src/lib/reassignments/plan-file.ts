// Plans as files, in the JSON of kafka-reassign-partitions. Apache's tool reads ours and ignores the additional fields,
// and kafkit reads Apache's.
import {UsageError} from '../cluster/errors.ts'
import type {Assignment} from '../partitions/throttles.ts'
import {counted} from '../text/plural.ts'
import type {PlannedMove} from './plan/goal.ts'

export interface PlannedPartition extends Assignment {
  /** The replicas that the plan started from; null in Apache's files. */
  readonly from: readonly number[] | null
  readonly topicId: string | null
}
export interface PlanFile {
  readonly partitions: readonly PlannedPartition[]
  /** Null in Apache's files. */
  readonly clusterId: string | null
}

/** One line per partition. */
export function formatPlan(
  moves: readonly Pick<PlannedMove, 'topic' | 'partition' | 'from' | 'to'>[],
  {clusterId, topicIds}: {readonly clusterId: string | null; readonly topicIds: ReadonlyMap<string, string>},
): string {
  const lines = moves.map(({topic, partition, from, to}) =>
    JSON.stringify({topic, partition, replicas: to, from, topicId: topicIds.get(topic) ?? null}),
  )
  return `{"version":1,"clusterId":${JSON.stringify(clusterId)},"partitions":[\n${lines.join(',\n')}\n]}\n`
}

/** Throws UsageError, with `source` at its start, if the text is not a plan. */
export function parsePlanFile(text: string, source: string): PlanFile {
  const wrong = (why: string) => new UsageError(`${source}: ${why}`)
  const file = asObject(parsed(text, source))
  if (!file) throw wrong('a plan is a JSON object, as kafkit reassign plan and kafka-reassign-partitions write it')
  if (file['version'] !== undefined && file['version'] !== 1)
    throw wrong(`version ${JSON.stringify(file['version'])} is not supported`)
  const {partitions: list, clusterId} = file
  if (!Array.isArray(list) && Array.isArray(file['moves']))
    throw wrong('this is a report (reassign plan --output json), not a plan: have the plan written by --plan-out FILE')
  if (!Array.isArray(list)) throw wrong('there is no list "partitions"')
  if (list.length === 0) throw wrong('the plan has no partitions')
  const seen = new Set<string>()
  const partitions = list.map((each: unknown, at): PlannedPartition => {
    const {topic, partition, replicas, log_dirs: dirs, from, topicId} = asObject(each) ?? {}
    if (typeof topic !== 'string' || topic === '' || !isId(partition) || !isIds(replicas) || replicas.length === 0)
      throw wrong(`entry ${at + 1} needs a topic, a partition and a list of replicas`)
    const name = `${topic}-${partition}`
    if (seen.has(name)) throw wrong(`${name} appears twice`)
    seen.add(name)
    if (new Set(replicas).size !== replicas.length) throw wrong(`${name} names a broker twice`)
    // Any other value is an error and not ignored, because it was written for a reason.
    if (dirs !== undefined && !(Array.isArray(dirs) && dirs.every((dir) => dir === 'any')))
      throw wrong(
        `${name} chooses log directories ("log_dirs"), and only "any" can be carried out here: remove them, move the replicas, and choose with kafkit log-dirs move; or kafka-reassign-partitions --execute does both`,
      )
    if (Array.isArray(dirs) && dirs.length !== replicas.length)
      throw wrong(`${name} has ${counted(replicas.length, 'replica')} and ${dirs.length} log_dirs`)
    return {
      topic,
      partition,
      replicas,
      from: isIds(from) ? from : null,
      topicId: typeof topicId === 'string' ? topicId : null,
    }
  })
  return {partitions, clusterId: typeof clusterId === 'string' ? clusterId : null}
}

function parsed(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const hint = text.startsWith('Current partition')
      ? '; of the output of --generate, only the line of the proposed configuration is a plan'
      : ''
    throw new UsageError(`${source} is not valid JSON: ${(error as Error).message}${hint}`, {cause: error})
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
const isId = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
const isIds = (value: unknown): value is number[] => Array.isArray(value) && value.every(isId)
