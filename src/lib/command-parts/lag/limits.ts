// The limits of groups lag: flags that say what is not OK.
import {boolean, custom, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {CountRange} from '../../groups/lag/count-range.ts'
import type {GateRules, Limit} from '../../groups/lag/gate.ts'
import {parseCount} from '../../text/count.ts'
import {parseDuration} from '../../text/duration.ts'
import {duration, words} from '../../cli/flags.ts'

const helpGroup = 'LIMITS'

const limit = custom<Limit>({
  helpValue: 'N|DURATION',
  multiple: true,
  multipleNonGreedy: true,
  parse: async (text) => parseLimit(text),
  helpGroup,
})
/** A number of records: `500`, `10k`, `2M`. */
export const recordCount = custom<number>({
  helpValue: 'N',
  parse: async (text) => {
    const count = parseCount(text)
    if (count === undefined)
      throw new UsageError(`'${text}' is not a number of records: write for example 500, 10k or 2M`)
    return count
  },
})

function parseLimit(text: string): Limit {
  const records = parseCount(text)
  return records === undefined ? {ageMs: parseDuration(text)} : {records}
}
const countRange = custom<CountRange>({helpValue: 'N', parse: async (text) => parseCountRange(text), helpGroup})

/** `3` exactly, `3+` at least, `2-4` a range. Throws UsageError for anything else. */
function parseCountRange(text: string): CountRange {
  const [, first, more, last] = /^(\d{1,9})(?:(\+)|-(\d{1,9}))?$/.exec(text) ?? []
  if (first === undefined) throw new UsageError(`'${text}' is not a count: write 3, 3+ (at least 3) or 2-4`)
  const min = Number(first)
  const max = more ? Infinity : Number(last ?? first)
  if (max < min) throw new UsageError(`'${text}' is not a range: ${last} is less than ${first}`)
  return {min, max}
}

export const limitFlags = {
  warn: limit({summary: 'warn if the lag is greater (1000, 10k, 5m); give it twice to limit both records and time'}),
  crit: limit({summary: 'critical if the lag is greater; give it twice to limit both records and time'}),
  stuck: duration({
    summary: 'critical if records are unread and nothing was committed for this long',
    description:
      'A single look cannot show that, so each run records what it saw in a file, and the first run reports unknown. With a --sample that is at least as long, no file is needed.',
    helpGroup,
  }),
  'stuck-file': string({
    helpValue: 'FILE',
    summary: 'the file that --stuck uses; by default one for each cluster in the state directory',
    helpGroup,
  }),
  'expect-members': countRange({summary: 'number of members that every group must have: 3, 3+ or 2-4'}),
  'expect-state': words({helpValue: 'STATE,…', summary: 'states that every group must be in one of', helpGroup}),
  'expect-groups': countRange({summary: 'required number of groups: 3, 3+ or 2-4'}),
  'allow-missing': boolean({summary: 'groups, patterns and topics that match nothing are OK', helpGroup}),
  'allow-uncommitted': boolean({summary: 'partitions without a committed offset are OK', helpGroup}),
  'allow-unknown': boolean({summary: 'any unknown lag is OK', helpGroup}),
}

type LimitFlags = Omit<InferredFlags<typeof limitFlags>, 'json'> &
  Pick<GateRules, 'by'> & {
    readonly topic?: readonly string[] | undefined
  }

/** Throws UsageError for two limits of the same kind. */
export const gateRules = (flags: LimitFlags): GateRules => ({
  by: flags.by,
  warn: oneLimit('warn', flags.warn),
  crit: oneLimit('crit', flags.crit),
  expectMembers: flags['expect-members'],
  expectGroups: flags['expect-groups'],
  expectStates: flags['expect-state'],
  topics: flags.topic,
  allowMissing: flags['allow-missing'],
  allowUncommitted: flags['allow-uncommitted'],
  allowUnknown: flags['allow-unknown'],
})

/** `--warn 1000 --warn 5m` is one limit with both kinds. */
function oneLimit(flag: string, limits: readonly Limit[] = []): Limit {
  const [records, more] = limits.flatMap((each) => each.records ?? [])
  const [ageMs, another] = limits.flatMap((each) => each.ageMs ?? [])
  if (more !== undefined || another !== undefined)
    throw new UsageError(`--${flag}: two limits of the same kind; give one number of records and one duration`)
  return {records, ageMs}
}

/** Whether a limit needs the ages of records. */
export const limitsAge = ({warn, crit}: Pick<GateRules, 'warn' | 'crit'>): boolean =>
  warn.ageMs !== undefined || crit.ageMs !== undefined
