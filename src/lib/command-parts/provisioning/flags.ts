// The flags of plans, and what they mean.
import {boolean, custom, option, string} from '@oclif/core/flags'
import {isGiven} from '../../cli/exclusions.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {integer, pairs, words} from '../../cli/flags.ts'
import type {Io} from '../../cli/io.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {ownPrincipal} from '../../cli/own-principal.ts'
import type {ClusterSettings} from '../../cluster/cluster.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {sections, type Section} from '../../provisioning/declared.ts'
import type {Desired} from '../../provisioning/desired.ts'
import type {PlanOptions} from '../../provisioning/plan/make-plan.ts'
import {harms, type Harm} from '../../provisioning/plan/plan.ts'
import {listed} from '../../text/listed.ts'
import {nameSelector} from '../../text/name-selector.ts'
import {nearest} from '../../text/nearest.ts'

const wordOf = <T extends string>(text: string, all: readonly T[], what: string): T => {
  const found = all.find((each) => each === text)
  if (found !== undefined) return found
  const guess = nearest(text, all)
  throw new UsageError(
    `'${text}' is no ${what}: there are ${listed(all, 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

export const fileFlag = {
  file: string({
    char: 'f',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    summary:
      'what there should be: a file, a folder with .yaml, .yml and .json files, or - for standard input; repeatable',
  }),
}

const files = 'FILES'

export const loadFlags = {
  overlay: string({
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'merge this over the files, map by map; null removes; repeatable',
    helpGroup: files,
  }),
  'expand-env': boolean({summary: 'replace ${VAR}, ${VAR:-otherwise} and ${VAR:?why} in values', helpGroup: files}),
  from: string({
    helpValue: 'FORMAT',
    summary: 'the format of the files, instead of what they look like',
    helpGroup: files,
  }),
  'skip-kinds': words({
    helpValue: 'KIND,…',
    summary: 'pass over documents of these kinds, as in Deployment,Service',
    helpGroup: files,
  }),
  secret: pairs({
    helpValue: 'NAME/KEY=env:VARIABLE',
    summary: 'where a password is that a file names by a Secret (Strimzi): env:VARIABLE or file:PATH; repeatable',
    helpGroup: files,
  }),
  previous: string({
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'the files of the last time: what only they declare is unset or deleted; repeatable',
    helpGroup: files,
  }),
}

const selection = 'SELECTION'

export const planFlags = {
  only: custom<Section>({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'SECTION,…',
    summary: `only these sections: ${sections.join(', ')}`,
    helpGroup: selection,
    parse: async (text) => wordOf(text, sections, 'section'),
  })(),
  match: words({
    helpValue: 'NAME,…',
    summary: 'only things with these names or patterns (orders-*, /REGEX/)',
    helpGroup: selection,
  }),
  prune: boolean({summary: 'delete what no file declares inside their scope', helpGroup: selection}),
  'max-deletes': integer({
    min: 0,
    default: 5,
    summary: 'how many topics may be deleted at once; 0: any number (default: 5)',
    helpGroup: selection,
  }),
  'undeclared-configs': option({
    options: ['keep', 'report', 'reset'] as const,
    default: 'report',
    summary: 'configs that are set and not declared: keep says nothing, report shows them, reset unsets them',
    helpGroup: selection,
  })(),
  pin: string({
    helpValue: 'ID',
    summary: 'refuse any other cluster than the one with this id',
    helpGroup: selection,
  }),
  'server-side': boolean({
    allowNo: true,
    default: true,
    summary: 'let the brokers judge the plan; with --no-server-side only kafkit checks it',
    helpGroup: selection,
  }),
}

/** What a plan in a file, or a comparison of two profiles, has no use for: given there, it would be passed over in silence. */
export const fileOnlyFlags = [
  ...Object.keys(loadFlags),
  'only',
  'prune',
  'pin',
  'verify-passwords',
  'verify-at',
  'blind-configs',
  'policy',
] as readonly string[]

/** UsageError by the first flag that only goes with files. */
export function refuseFileFlags(flags: object, more: readonly string[], instead: string): void {
  for (const name of [...fileOnlyFlags, ...more])
    if (isGiven(flags, name as never)) throw new UsageError(`--${name} goes with files (-f), and not with ${instead}`)
}

export const allowFlag = {
  allow: custom<Harm>({
    multiple: true,
    multipleNonGreedy: true,
    delimiter: ',',
    helpValue: 'HARM,…',
    summary: `consent to what does harm: ${harms.join(', ')}; --yes alone is none`,
    parse: async (text) => wordOf(text, harms, 'kind of harm'),
  })(),
}

export type LoadFlagValues = Readonly<Partial<FlagValues<typeof fileFlag & typeof loadFlags>>>
export type PlanFlagValues = LoadFlagValues & Readonly<FlagValues<typeof planFlags>> & ConnectionFlagValues

export interface Loaded {
  readonly desired: Desired
  readonly previous: Desired | undefined
}

/** UsageError for whatever is wrong with the files; nothing has been sent then. */
export async function loadFiles(flags: LoadFlagValues, io: Pick<Io, 'env' | 'stdin'>): Promise<Loaded> {
  const {loadDesired} = await import('../../provisioning/load.ts')
  const paths = flags.file ?? []
  if (paths.length === 0) throw new UsageError('what should there be? Name files with -f, as in -f topics.yaml')
  const options = {
    environment: flags['expand-env'] ? io.env : undefined,
    from: flags.from,
    skipKinds: flags['skip-kinds'],
    secrets: new Map(flags.secret),
    stdin: io.stdin,
  }
  const desired = await loadDesired(paths, {...options, overlays: flags.overlay})
  const before = flags.previous ?? []
  return {
    desired,
    previous: before.length === 0 ? undefined : await loadDesired(before, {...options, overlays: flags.overlay}),
  }
}

export function planOptions(
  flags: PlanFlagValues,
  {previous}: Loaded,
  {now, settings}: {readonly now: number; readonly settings: ClusterSettings},
): PlanOptions {
  const selectors = flags.match?.map(nameSelector)
  return {
    undeclared: flags['undeclared-configs'],
    previous,
    prune: flags.prune,
    mostDeletes: flags['max-deletes'],
    serverSide: flags['server-side'],
    pin: flags.pin,
    only: flags.only,
    matches:
      selectors && ((name) => selectors.some((each) => ('name' in each ? each.name === name : each.matches(name)))),
    principal: ownPrincipal(settings),
    now,
  }
}
