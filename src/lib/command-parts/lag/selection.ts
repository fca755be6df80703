// Flags that select what to look at, for groups lag, watch, top, wait and export-metrics.
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

/** The options of groupLag that these flags stand for. */
export const lagOptions = (
  flags: Omit<InferredFlags<typeof selectionFlags>, 'json'>,
): Pick<GroupLagOptions, 'topics' | 'isolation'> => ({
  topics: flags.topic,
  isolation: flags['read-committed'] ? 'read_committed' : undefined,
})

/** --age is on by default; reading ages costs a Fetch per leader. */
export const ageFlag = {
  age: boolean({allowNo: true, default: true, summary: 'read the ages of the oldest unread records'}),
}

const units = ['partition', 'topic', 'group', 'member', 'host'] as const satisfies readonly LimitedBy[]

/** --by: what one row stands for. */
export const byFlag = (fallback: LimitedBy, summary: string) => ({
  by: option({options: units, default: fallback, summary})(),
})
