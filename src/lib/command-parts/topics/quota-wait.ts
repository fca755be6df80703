// The messages while topics wait for the quota of changes (KIP-599).
import type {Progress} from '../../cli/progress.ts'
import {roughDuration} from '../../text/duration.ts'
import {counted} from '../../text/plural.ts'

/** For `onQuota`: prints a line once, because scripts show no progress, and then updates the progress line. */
export function quotaWait(progress: Progress, note: (text: string) => void): (ms: number, topics: number) => void {
  let told = false
  return (ms, topics) => {
    const text = `the quota of changes (controller_mutation_rate) is used up: ${counted(topics, 'topic')} ${topics === 1 ? 'waits' : 'wait'} for ${roughDuration(ms)}`
    progress.clear()
    if (!told) note(text)
    else progress.show(() => text)
    told = true
  }
}
