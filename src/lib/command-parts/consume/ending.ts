// What `consume` says when reading is over.
import type {Consumed} from '../../records/consume/consumption.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'
import type {Selection} from './filter.ts'
import type {ConsumeFlags} from './flags.ts'
import type {RecordFormat} from './output.ts'

export interface Sources {
  readonly flags: ConsumeFlags
  readonly selection: Selection
  readonly format: RecordFormat
}

/** Sentences for stderr, which --quiet leaves out. */
export function endingNotices(consumed: Consumed, {flags, selection, format}: Sources): string[] {
  const notices: string[] = []
  if (flags.key !== undefined && consumed.records === 0 && flags.partitioner === undefined)
    notices.push('no record with this key was found in its partition; with --partitioner any all partitions are read')
  const {values = 0, keys = 0} = selection.notJson ?? {}
  const leftOut = [
    ...(values > 0 ? [`${counted(values, 'record')} because the value is no JSON`] : []),
    ...(keys > 0 ? [`${counted(keys, 'record')} because the key is no JSON`] : []),
  ]
  if (leftOut.length > 0) notices.push(`--where left out ${listed(leftOut, 'and')}`)
  const text = [
    ...(format.notJson?.values ? [counted(format.notJson.values, 'value')] : []),
    ...(format.notJson?.keys ? [counted(format.notJson.keys, 'key')] : []),
  ]
  if (text.length > 0) notices.push(`no JSON, and written as text: ${listed(text, 'and')}`)
  return notices
}
