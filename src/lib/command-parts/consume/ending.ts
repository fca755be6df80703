// What `consume` prints when reading is over.
import type {Io} from '../../cli/io.ts'
import {exitCode, interruptedCode} from '../../cli/exit.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {damageText, type Consumed, type ReadPartition} from '../../records/consume/consumption.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'
import type {Decoding} from '../../records/consume/decoding.ts'
import {undecodedText} from './decode.ts'
import type {Selection} from './filter.ts'
import type {ConsumeFlags} from './flags.ts'
import type {RecordFormat} from './output.ts'

export interface Sources {
  readonly flags: ConsumeFlags
  readonly selection: Selection
  readonly format: RecordFormat
  readonly decoding: Decoding | undefined
}

export interface Ending extends Sources {
  /** Whether --key was looked for in all partitions. */
  readonly everywhere: boolean
}

/** A line of --counts --output json. */
export interface PartitionCount {
  readonly topic: string
  readonly partition: number
  /** Records that were read and passed the filters. */
  readonly records: number
  /** The next offset to read. */
  readonly nextOffset: number
}

/** The lines of --counts, by topic and partition. */
export function countLines({positions}: Consumed, {output}: Pick<ConsumeFlags, 'output'>): string {
  const byPlace = (a: ReadPartition, b: ReadPartition) =>
    a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition
  return positions
    .toSorted(byPlace)
    .map(({topic, partition, records, offset: nextOffset}) =>
      output === 'json'
        ? `${JSON.stringify({topic, partition, records, nextOffset} satisfies PartitionCount)}\n`
        : `${topic}-${partition}\t${records}\n`,
    )
    .join('')
}

/**
 * Sentences for stderr about records that were left out or not decoded. With --quiet they are printed too, as errors.
 */
export function lossesOf({damaged = []}: Consumed, {flags, decoding}: Pick<Sources, 'flags' | 'decoding'>): Error[] {
  const undecoded = decoding && undecodedText(decoding.failures, flags)
  const texts = [...damaged.map(damageText), ...(undecoded === undefined ? [] : [undecoded])]
  return texts.map((each) => new LeftOut(each))
}

class LeftOut extends ExpectedError {
  override readonly name = 'LeftOut'
}

/** `losses`: the result of `lossesOf`. */
export function endingCode(consumed: Consumed, flags: ConsumeFlags, losses: readonly Error[], io: Io): number {
  if (consumed.stoppedBy === 'signal') return interruptedCode(io)
  if (losses.length > 0) return exitCode.failed
  return consumed.records === 0 && flags['fail-if-empty'] ? exitCode.exceeded : exitCode.done
}

/** Sentences for stderr, which --quiet leaves out. */
export function endingNotices(consumed: Consumed, {flags, selection, format, everywhere}: Ending): string[] {
  const notices: string[] = []
  if (flags.key !== undefined && consumed.records === 0 && flags.partitioner === undefined && !everywhere)
    notices.push('no record with this key was found in its partition; --partitioner any reads all partitions')
  else if (consumed.records === 0 && flags['fail-if-empty']) notices.push('no record was found')
  const {values = 0, keys = 0} = selection.notJson ?? {}
  const leftOut = [
    ...(values > 0 ? [`${counted(values, 'record')} because the value is not JSON`] : []),
    ...(keys > 0 ? [`${counted(keys, 'record')} because the key is not JSON`] : []),
  ]
  if (leftOut.length > 0) notices.push(`--where left out ${listed(leftOut, 'and')}`)
  const text = keysAndValues(format.notJson)
  if (text.length > 0) notices.push(`not JSON, written as text: ${listed(text, 'and')}`)
  return [...notices, ...noFieldsNotice(format)]
}

/** Notices about --format with fields. */
export function noFieldsNotice({noFields}: RecordFormat): string[] {
  const bare = keysAndValues(noFields)
  return bare.length > 0 ? [`--format found no fields in keys or values that are not JSON: ${listed(bare, 'and')}`] : []
}

const keysAndValues = (counts: RecordFormat['notJson']): string[] => [
  ...(counts?.values ? [counted(counts.values, 'value')] : []),
  ...(counts?.keys ? [counted(counts.keys, 'key')] : []),
]
