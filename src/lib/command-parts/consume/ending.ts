// What `consume` says when reading is over.
import type {Consumed} from '../../records/consume/consumption.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'
import type {Selection} from './filter.ts'
import type {ConsumeFlags} from './flags.ts'

/** Sentences for stderr, which --quiet leaves out. */
export function endingNotices(consumed: Consumed, flags: ConsumeFlags, {notJson}: Selection): string[] {
  const notices: string[] = []
  if (flags.key !== undefined && consumed.records === 0 && flags.partitioner === undefined)
    notices.push('no record with this key was found in its partition; with --partitioner any all partitions are read')
  const {values = 0, keys = 0} = notJson ?? {}
  const parts = [
    ...(values > 0 ? [`${counted(values, 'record')} because the value is no JSON`] : []),
    ...(keys > 0 ? [`${counted(keys, 'record')} because the key is no JSON`] : []),
  ]
  if (parts.length > 0) notices.push(`--where left out ${listed(parts, 'and')}`)
  return notices
}
