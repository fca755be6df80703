// The table of `groups reset-offsets`: what a reset would change, and what it changed.
import type {Columns} from '../../cli/columns.ts'
import {signed} from '../../text/plural.ts'
import {noteText, type ResetTableRow} from '../../views/reset/rows.ts'

export const resetColumns = {
  group: {value: ({groupId}) => groupId, role: () => 'name'},
  topic: {value: ({topic}) => topic, role: () => 'name'},
  partition: {value: ({partition}) => partition, align: 'right'},
  /** Null if nothing is committed. */
  currentOffset: {value: ({oldOffset}) => oldOffset, align: 'right'},
  /** Null if the partition cannot be reset, or if its committed offset is deleted (note `forgotten`). */
  newOffset: {value: ({newOffset}) => newOffset, align: 'right'},
  /** The number of records that are skipped, or if negative, read again. Null if either offset is unknown. */
  change: {
    value: ({change}) => change,
    text: ({change}) => (change === null ? null : signed(change)),
    align: 'right',
    role: ({change}) => (change === null || change === 0 ? 'faint' : change > 0 ? 'bad' : 'warn'),
  },
  /** `planned` until something was changed, then `committed`, `deleted` or `failed`. */
  status: {value: ({outcome}) => outcome?.status ?? ('planned' as const)},
  note: {
    value: ({note, error}) => (error ? 'error' : note),
    text: noteText,
    role: ({error}) => (error ? 'bad' : 'warn'),
    filled: true,
  },
} satisfies Columns<ResetTableRow>
