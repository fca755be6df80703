// The targets of the scenarios of --reset-offsets (OffsetsUtils).
import {readFileSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {CommittedOffset} from '../../offsets/committed-offsets.ts'
import type {ResetPlace} from '../../groups/reset-plan.ts'
import type {ResetTarget} from '../../groups/reset-types.ts'
import {checkDistinct, offsetSpecText} from '../java/duplicate-key.ts'
import {JavaError, runtimeException} from '../java/errors.ts'
import {parseDateTime, parseDuration} from '../java/time.ts'
import {parseResetCsv, type ResetCsv} from './reset-csv.ts'
import {UsageProblem} from '../command-line/checks.ts'

export const placeText = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

/** Options that say where to move offsets. */
export type ResetScenario =
  'to-offset' | 'to-datetime' | 'by-duration' | 'to-earliest' | 'to-latest' | 'to-current' | 'shift-by' | 'from-file'

/**
 * What the command line says about a reset, as Apache's tools read it: if an option is repeated, its first value
 * counts.
 */
export interface ResetValues {
  readonly toOffset?: bigint | undefined
  readonly shiftBy?: bigint | undefined
  readonly toDatetime?: string | undefined
  readonly byDuration?: string | undefined
  readonly fromFile?: string | undefined
  /** Whether --group was given exactly once; then lines of the file need not name a group. */
  readonly isSingleGroup: boolean
}

/** What to plan: the target of each partition. */
export interface ScenarioTarget {
  readonly target: ResetTarget
  readonly places: readonly ResetPlace[]
  readonly timestamp?: number
}

/** Throws UsageProblem or JavaError for invalid values, and for a partition that occurs twice. */
export function resetTarget(
  scenario: ResetScenario,
  input: {
    readonly groupId: string
    readonly partitions: readonly TopicPartition[]
    readonly committed: ReadonlyMap<string, CommittedOffset>
    readonly values: ResetValues
    readonly io: Io
  },
): ScenarioTarget {
  const {groupId, partitions, committed, values, io} = input
  const place = (at: TopicPartition, given?: number): ResetPlace => ({
    topic: at.topic,
    partition: at.partition,
    committed: committed.get(placeText(at)),
    given: given === undefined ? undefined : {offset: given},
  })
  const places = partitions.map((at) => place(at))
  const distinct = (kind: 'Earliest' | 'Latest' | 'Timestamp', some = partitions) => {
    const spec = offsetSpecText(kind)
    checkDistinct(some, () => spec)
  }
  const atTime = (timestamp: number): ScenarioTarget => {
    distinct('Timestamp')
    return {target: {to: 'time', timestamp}, places, timestamp}
  }
  switch (scenario) {
    case 'to-earliest':
      distinct('Earliest')
      return {target: {to: 'earliest'}, places}
    case 'to-latest':
      distinct('Latest')
      return {target: {to: 'latest'}, places}
    case 'to-current': {
      const offsetOf = (at: TopicPartition) => committed.get(placeText(at))?.offset
      const [known, unknown] = [
        partitions.filter((at) => offsetOf(at) != null),
        partitions.filter((at) => offsetOf(at) == null),
      ]
      checkDistinct(known, (at) => `OffsetAndMetadata{offset=${offsetOf(at)}, leaderEpoch=null, metadata=''}`)
      distinct('Latest', unknown)
      return {target: {to: 'current'}, places}
    }
    case 'to-offset': {
      const offset = Number(values.toOffset ?? 0)
      checkDistinct(partitions, () => String(values.toOffset))
      return {target: {to: 'rows', rows: []}, places: partitions.map((at) => place(at, offset))}
    }
    case 'shift-by':
      return {
        target: {to: 'rows', rows: []},
        places: shifted(partitions, values.shiftBy ?? 0n, committed, place),
      }
    case 'to-datetime':
      return atTime(wrapped(() => parseDateTime(values.toDatetime ?? '')))
    case 'by-duration':
      return atTime(Math.floor(io.now() - parseDuration(values.byDuration ?? '')))
    case 'from-file': {
      const rows = fileOffsets(groupId, values, io)
      return {target: {to: 'rows', rows: []}, places: rows.map((row) => place(row, row.offset))}
    }
  }
}

function wrapped<T>(run: () => T): T {
  try {
    return run()
  } catch (error) {
    throw error instanceof JavaError ? runtimeException(error) : error
  }
}

/** In 64 bits as in Java: beyond the largest number, it wraps to the smallest. */
function shifted(
  partitions: readonly TopicPartition[],
  by: bigint,
  committed: ReadonlyMap<string, CommittedOffset>,
  place: (at: TopicPartition, given: number) => ResetPlace,
): ResetPlace[] {
  const offsets = new Map<TopicPartition, bigint>()
  checkDistinct(partitions, (at) => {
    const offset = committed.get(placeText(at))?.offset
    if (offset == null)
      throw new UsageProblem(
        `Cannot shift offset for partition ${placeText(at)} since there is no current committed offset`,
      )
    const to = BigInt.asIntN(64, BigInt(offset) + by)
    offsets.set(at, to)
    return String(to)
  })
  return partitions.map((at) => place(at, Number(offsets.get(at))))
}

/** The offsets of this group in the file; a later line overrides an earlier one. */
function fileOffsets(groupId: string, {fromFile: file = '', isSingleGroup}: ResetValues, io: Io) {
  const {rows, notice} = readCsv(file, isSingleGroup)
  if (notice !== undefined) io.err(`${file} is not topic,partition,offset: ${notice}\n`)
  const ofGroup = rows.filter(({group}) => group === undefined || group === groupId)
  if (ofGroup.length === 0) io.out(`\nError: No reset plan for group ${groupId} found\n`)
  return [...new Map(ofGroup.map((row) => [placeText(row), row])).values()]
}

function readCsv(file: string, isSingleGroup: boolean): ResetCsv {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw runtimeException(new JavaError('java.io.IOException', `Unable to read file ${file}`, {cause: error}))
  }
  return parseResetCsv(text, isSingleGroup)
}
