// What kafka-get-offsets refuses before it sends any request, in Apache's order and words.
import type {OffsetSpec} from '../../offsets/list-offsets.ts'
import {checkBootstrapList} from '../client/bootstrap-list.ts'
import {requireOptions} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaLong} from '../java/numbers.ts'
import type {getOffsetsOptions} from './options.ts'
import {patternRules, simpleRule, type Rule} from './rules.ts'
import {terse} from './terse.ts'

export type GetOffsetsOptions = Options<typeof getOffsetsOptions>

export interface GetOffsetsInput {
  readonly spec: OffsetSpec
  /** A partition is selected if one of the rules matches it. */
  readonly rules: readonly Rule[]
}

/** Throws UsageProblem for what Apache's tool answers with its help, and TerseException and others as JavaError. */
export function checkGetOffsetsOptions(options: GetOffsetsOptions): GetOffsetsInput {
  requireOptions(options, 'bootstrap-server')
  checkBootstrapList(options.value('bootstrap-server'))
  if (options.has('topic-partitions') && (options.has('topic') || options.has('partitions')))
    throw terse('--topic-partitions cannot be used with --topic or --partitions')
  const spec = offsetSpec(options.value('time') ?? 'latest')
  const patterns = options.value('topic-partitions')
  const rules =
    patterns === undefined ? [simpleRule(options.value('topic'), options.value('partitions'))] : patternRules(patterns)
  return {spec, rules}
}

/** The numbers are those of ListOffsets. */
const specs: readonly (readonly [word: string, number: bigint, OffsetSpec])[] = [
  ['latest', -1n, 'latest'],
  ['earliest', -2n, 'earliest'],
  ['max-timestamp', -3n, 'maxTimestamp'],
  ['earliest-local', -4n, 'earliestLocal'],
  ['latest-tiered', -5n, 'latestTiered'],
  ['earliest-pending-upload', -6n, 'earliestPendingUpload'],
]

function offsetSpec(text: string): OffsetSpec {
  const named = specs.find(([word]) => word === text)
  if (named) return named[2]
  let time: bigint
  try {
    time = parseJavaLong(text)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    const words = specs.map(([word, number]) => `${number} or ${word}`).join(' / ')
    throw terse(`Malformed time argument ${text}. Please use ${words}, or a specified long format timestamp`)
  }
  const numbered = specs.find(([, number]) => number === time)
  if (numbered) return numbered[2]
  // The largest number that JavaScript holds exactly; no record is that far in the future.
  const most = BigInt(Number.MAX_SAFE_INTEGER)
  if (time >= 0n) return {timestamp: Number(time < most ? time : most)}
  return {wire: Number(time > -most ? time : -most)}
}
