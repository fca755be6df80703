import type {PartitionLag} from '../../groups/lag/group-lag.ts'

type Problem = Pick<PartitionLag, 'problem' | 'error' | 'committedOffset' | 'logStartOffset' | 'logEndOffset'>

/** Why the lag of a partition is unknown, or differs from what a consumer will read; null if there is no problem. */
export function problemText({problem, error, committedOffset, logStartOffset, logEndOffset}: Problem): string | null {
  switch (problem) {
    case null:
      return null
    case 'noCommit':
      return 'nothing committed'
    case 'noLeader':
      return 'no leader, so its end is unknown'
    case 'unknownPartition':
      return 'no such partition any more'
    case 'notAuthorized':
      return 'not authorized to see the topic'
    case 'beforeStart':
      return `committed offset ${committedOffset} is before the start of the log ${logStartOffset}: records were deleted unread`
    case 'afterEnd':
      return `committed offset ${committedOffset} is beyond the end of the log ${logEndOffset}`
    case 'error':
      return error?.text ?? 'error'
  }
}
