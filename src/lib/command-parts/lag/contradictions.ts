import type {InferredFlags} from '@oclif/core/interfaces'
import type {GateRules} from '../../groups/lag/gate.ts'
import type {formatFlags} from './format.ts'
import {limitsAge, type limitFlags} from './limits.ts'

interface Given extends Pick<InferredFlags<typeof formatFlags>, 'format' | 'nagios'> {
  readonly stuck: InferredFlags<typeof limitFlags>['stuck']
  readonly 'stuck-file': InferredFlags<typeof limitFlags>['stuck-file']
  readonly age?: boolean | undefined
}

/** Flags of groups lag that cannot go together. */
const contradictions: readonly (readonly [isGiven: (flags: Given, rules: GateRules) => boolean, text: string])[] = [
  [({format, nagios}) => nagios && format !== undefined, '--format and --nagios exclude each other'],
  [(flags) => flags['stuck-file'] !== undefined && flags.stuck === undefined, '--stuck-file needs --stuck'],
  [({age}, rules) => age === false && limitsAge(rules), '--no-age: a limit that is a duration needs the ages'],
  [
    (_, {warn, crit}) => isGreater(warn.records, crit.records) || isGreater(warn.ageMs, crit.ageMs),
    '--warn is greater than --crit, so there would never be a warning',
  ],
]

const isGreater = (warn: number | undefined, crit: number | undefined) =>
  warn !== undefined && crit !== undefined && warn > crit

/** What is wrong with the flags together, if anything is. */
export const contradiction = (flags: Given, rules: GateRules): string | undefined =>
  contradictions.find(([isGiven]) => isGiven(flags, rules))?.[1]
