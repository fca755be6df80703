// The flags of plans and runs, and the settings that they stand for.
import {boolean, custom, option, string} from '@oclif/core/flags'
import type {Exclusion} from '../../cli/exclusions.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {duration, integer, partitionNumbers, words} from '../../cli/flags.ts'
import {UsageError} from '../../cluster/errors.ts'
import {usualThrottle} from '../../reassignments/costs.ts'
import type {Goal} from '../../reassignments/plan/goal.ts'
import {isPattern, nameSelector} from '../../text/name-selector.ts'
import {parseSize} from '../../text/size.ts'

/** Node ids, as in `1,2` or `1-3`. */
export const brokerIds = custom<readonly number[]>({
  helpValue: 'ID,…',
  parse: async (text) => brokerNumbers(text),
})

export function brokerNumbers(text: string): number[] {
  try {
    return partitionNumbers(text)
  } catch (error) {
    throw new UsageError(`'${text}' does not name brokers: write for instance 3 or 1,2 or 4-6`, {cause: error})
  }
}

/** Bytes per second, as in `50MB/s`. */
export const rate = custom<number>({helpValue: 'RATE', parse: async (text) => parseRate(text)})

export function parseRate(text: string): number {
  const bytes = rateOf(text)
  if (bytes === undefined || bytes < 1)
    throw new UsageError(`'${text}' is not a rate: write for instance 50MB/s, 10MiB/s or 1000000`)
  return bytes
}

function rateOf(text: string): number | undefined {
  try {
    return parseSize(text.replace(/\/s$/i, ''))
  } catch {
    return undefined
  }
}

const percent = custom<number>({
  helpValue: 'PERCENT',
  parse: async (text) => {
    const [, number] = /^(\d{1,3}(?:\.\d+)?)%?$/.exec(text) ?? []
    const value = Number(number)
    if (number === undefined || value <= 0 || value > 100)
      throw new UsageError(`'${text}' is not a part of a disk: write for instance 85%`)
    return value / 100
  },
})

export const throttleFlags = {
  throttle: rate({summary: 'the highest rate at which each broker receives and sends for the moves (default: 50MB/s)'}),
  'no-throttle': boolean({summary: 'without a throttle, as fast as the brokers can'}),
}

export const placingFlags = {
  'rack-aware': option({
    options: ['strict', 'prefer', 'off'] as const,
    default: 'strict',
    summary:
      'strict: no partition in fewer racks than before; prefer: in fewer racks only if there is no other way; off: ignore racks',
  })(),
  'max-disk': percent({default: 0.85, summary: 'how full the disks of a broker may become (default: 85%)'}),
}

export const topicsFlag = {
  topics: words({
    helpValue: 'NAME,…',
    summary: 'only these topics: names, or patterns such as orders-* and /REGEX/; repeatable',
  }),
}

export const goalFlags = {
  drain: brokerIds({summary: 'move everything off these brokers'}),
  add: brokerIds({summary: 'move a fair share of replicas to these (new) brokers'}),
  rf: integer({min: 1, max: 32_767, summary: 'number of replicas of each partition; needs --topics'}),
  balance: boolean({summary: 'even out the number of replicas of all brokers'}),
  brokers: brokerIds({summary: 'place replicas on these brokers only'}),
  'from-json': string({
    helpValue: 'FILE',
    summary: "the moves of a plan in JSON, in kafkit's or Apache's format; - is standard input",
  }),
}
export const goalNames = ['drain', 'add', 'rf', 'balance', 'brokers', 'from-json'] as const

export const runFlags = {
  batch: integer({min: 1, summary: 'how many partitions of a broker move at the same time (default: 5)'}),
  stall: duration({
    default: 300_000,
    summary: 'report a replica that has made no progress for this long (default: 5m)',
  }),
  journal: string({
    helpValue: 'FILE',
    summary: 'the path of the journal (default: a file in the state directory: KAFKIT_STATE_DIR, XDG)',
  }),
}
export const usualBatch = 5

type GoalFlagValues = Readonly<Partial<FlagValues<typeof goalFlags>>>

/** The goal that the flags name; undefined for --from-json. */
export function goalOf(flags: GoalFlagValues): Goal | undefined {
  if (flags.drain) return {kind: 'drain', brokers: flags.drain}
  if (flags.add) return {kind: 'add', brokers: flags.add}
  if (flags.rf !== undefined) return {kind: 'rf', replicas: flags.rf}
  if (flags.brokers) return {kind: 'brokers', brokers: flags.brokers}
  return flags.balance ? {kind: 'balance'} : undefined
}

/** The values of --topics that are names and not patterns. */
export const namesIn = (texts: readonly string[] | undefined): string[] =>
  (texts ?? []).map(nameSelector).flatMap((selector) => ('name' in selector ? [selector.name] : []))

/** Returns whether a topic is selected by --topics. Throws UsageError for names that match none of `all`. */
export function topicFilter(
  texts: readonly string[] | undefined,
  all: readonly string[],
): ((name: string) => boolean) | undefined {
  if (!texts || texts.length === 0) return undefined
  const selectors = texts.map(nameSelector)
  const chosen = new Set<string>()
  for (const selector of selectors) {
    const found = all.filter((name) => ('matches' in selector ? selector.matches(name) : name === selector.name))
    if (found.length === 0)
      throw new UsageError(
        isPattern(selector) ? `no topic matches ${selector.text}` : `there is no topic ${selector.text}`,
      )
    for (const name of found) chosen.add(name)
  }
  return (name) => chosen.has(name)
}

export type ThrottleFlagValues = Readonly<Partial<FlagValues<typeof throttleFlags>>>

export const throttleOfFlags = (flags: ThrottleFlagValues): number | null =>
  flags['no-throttle'] ? null : (flags.throttle ?? usualThrottle)

export const goalExclusions: readonly Exclusion<GoalFlagValues & {topics?: readonly string[]}>[] = [
  {exactlyOne: goalNames},
  {
    when: ({rf, topics}) => rf !== undefined && !topics,
    sentence: "--rf needs --topics: for all topics write --topics '*', which includes internal topics",
  },
  {
    when: (flags) => flags['from-json'] !== undefined,
    refuse: ['topics'],
    say: (flag) => `${flag} does not go with --from-json, which names its partitions`,
  },
]
