// Flags that say what to look at. groups lag, watch, top, wait and export-metrics share them.
import {boolean, option} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import type {GroupLagOptions} from '../../groups/lag/lag.ts'
import type {LimitedBy} from '../../groups/lag/measures.ts'
import {selectors} from '../../cli/flags.ts'

export const selectionFlags = {
  topic: selectors({summary: 'only these topics: names, patterns (orders-*) or /regular expressions/'}),
  'read-committed': boolean({
    summary: 'measure up to the last stable offset, so that open transactions do not count',
  }),
}

/** What they mean for groupLag. */
export const lagOptions = (
  flags: Omit<InferredFlags<typeof selectionFlags>, 'json'>,
): Pick<GroupLagOptions, 'topics' | 'isolation'> => ({
  topics: flags.topic,
  isolation: flags['read-committed'] ? 'read_committed' : undefined,
})

/** --age, on by default: reading ages costs a Fetch for every leader. */
export const ageFlag = {
  age: boolean({allowNo: true, default: true, summary: 'read the ages of the oldest unread records'}),
}

const units = ['partition', 'topic', 'group', 'member', 'host'] as const satisfies readonly LimitedBy[]

/** --by: what a row stands for. */
export const byFlag = (fallback: LimitedBy, summary: string) => ({
  by: option({options: units, default: fallback, summary})(),
})
