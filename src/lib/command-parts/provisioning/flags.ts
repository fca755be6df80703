// The flags of plans, and the options that they stand for.
import {boolean, custom, option, string} from '@oclif/core/flags'
import type {ChangeFlagValues} from '../../cli/changing-command.ts'
import {isGiven} from '../../cli/exclusions.ts'
import {inGroup} from '../../cli/flag-group.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {integer, pairs, words} from '../../cli/flags.ts'
import type {Io} from '../../cli/io.ts'
import {ownPrincipal} from '../../cli/own-principal.ts'
import {parseAddresses} from '../../cluster/address.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {Guards} from '../../config/profile.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {sections, type Section} from '../../provisioning/declared.ts'
import type {Desired} from '../../provisioning/desired.ts'
import type {Policy} from '../../provisioning/lint/policy.ts'
import {ProblemCollector} from '../../provisioning/reader.ts'
import type {PlanOptions} from '../../provisioning/plan/make-plan.ts'
import {harms, type Harm} from '../../provisioning/plan/plan.ts'
import {listed} from '../../text/listed.ts'
import {nameSelector} from '../../text/name-selector.ts'
import {nearest} from '../../text/nearest.ts'
import {placingFlags, throttleOfFlags, type ThrottleFlagValues} from '../reassign/flags.ts'
import {isRunning, journalsOf} from '../reassign/journals.ts'

const wordOf = <T extends string>(text: string, all: readonly T[], what: string): T => {
  const found = all.find((each) => each === text)
  if (found !== undefined) return found
  const guess = nearest(text, all)
  throw new UsageError(
    `'${text}' is not a ${what}: there are ${listed(all, 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

export const fileFlag = {
  file: string({
    char: 'f',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    summary:
      'the declared state: a file, a folder with .yaml, .yml and .json files, or - for standard input; repeatable',
  }),
}

const files = 'FILES'

export const loadFlags = {
  overlay: string({
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'merge this file over the others, map by map; null removes a value; repeatable',
    helpGroup: files,
  }),
  'expand-env': boolean({summary: 'replace ${VAR}, ${VAR:-otherwise} and ${VAR:?why} in values', helpGroup: files}),
  from: string({
    helpValue: 'FORMAT',
    summary: 'the format of the files (default: recognized from their content)',
    helpGroup: files,
  }),
  'skip-kinds': words({
    helpValue: 'KIND,…',
    summary:
      'skip documents of these kinds, such as Deployment,Service; for Terraform, resources of these types; for Julie, parts with these names',
    helpGroup: files,
  }),
  secret: pairs({
    helpValue: 'NAME/KEY=env:VARIABLE',
    summary:
      'where to find a password that a file takes from a Secret (Strimzi): env:VARIABLE or file:PATH; repeatable',
    helpGroup: files,
  }),
  'julie-name': string({
    helpValue: 'PATTERN',
    summary:
      "topology.topic.prefix.format of Julie's settings, as in {{context}}-{{topic}}; name: only the topic's name",
    helpGroup: files,
  }),
  previous: string({
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    summary: 'the files of the last run: what they declare and the new files do not is unset or deleted; repeatable',
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
    summary: 'only resources with these names or patterns (orders-*, /REGEX/)',
    helpGroup: selection,
  }),
  prune: boolean({
    summary: 'delete what the files do not declare within the scope that they set',
    helpGroup: selection,
  }),
  'max-deletes': integer({
    min: 0,
    default: 5,
    summary: 'how many topics may be deleted at once; 0: any number (default: 5)',
    helpGroup: selection,
  }),
  'undeclared-configs': option({
    options: ['keep', 'report', 'reset'] as const,
    default: 'report',
    summary: 'configs that are set but not declared: keep ignores them, report shows them, reset unsets them',
    helpGroup: selection,
  })(),
  pin: string({
    helpValue: 'ID',
    summary: 'refuse any cluster but the one with this id',
    helpGroup: selection,
  }),
  policy: string({
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    summary:
      'a file with a section policy, added to that of the profile; if they differ, the last one counts; repeatable',
    helpGroup: selection,
  }),
  'verify-passwords': boolean({
    summary:
      'log in with the declared passwords of existing users, the only way to find out whether they are still right',
    helpGroup: selection,
  }),
  'verify-at': string({
    helpValue: 'HOST:PORT,…',
    summary: 'the address to log in at, if the connection itself takes no passwords',
    helpGroup: selection,
    dependsOn: ['verify-passwords'],
  }),
  'blind-configs': boolean({
    summary: 'set the declared configs even of topics whose configs you are not allowed to read',
    helpGroup: selection,
  }),
  ...inGroup('MOVE', {'max-disk': placingFlags['max-disk']}),
  'server-side': boolean({
    allowNo: true,
    default: true,
    summary: 'let the brokers judge the plan; with --no-server-side only kafkit checks it',
    helpGroup: selection,
  }),
}

/**
 * Flags that have no effect on a saved plan or on a comparison of two profiles. They are refused there, not silently
 * ignored.
 */
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

/** Throws UsageError for the first flag that only goes with files. */
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
    summary: `consent to harmful actions: ${harms.join(', ')}; --yes alone does not; docs/provisioning.md explains each`,
    parse: async (text) => wordOf(text, harms, 'kind of harm'),
  })(),
}

export type LoadFlagValues = Readonly<Partial<FlagValues<typeof fileFlag & typeof loadFlags>>>
export type PlanFlagValues = LoadFlagValues &
  Readonly<FlagValues<typeof planFlags>> &
  // Only apply has these.
  ThrottleFlagValues &
  ChangeFlagValues

export interface Loaded {
  readonly desired: Desired
  readonly previous: Desired | undefined
}

/** Throws UsageError for any mistake in the files; no request has been sent then. */
export async function loadFiles(flags: LoadFlagValues, io: Pick<Io, 'env' | 'stdin'>): Promise<Loaded> {
  const {loadDesired} = await import('../../provisioning/load.ts')
  const paths = flags.file ?? []
  if (paths.length === 0) throw new UsageError('which files? Name them with -f, as in -f topics.yaml')
  const options = {
    environment: flags['expand-env'] ? io.env : undefined,
    from: flags.from,
    skipKinds: flags['skip-kinds'],
    secrets: new Map(flags.secret),
    julieName: flags['julie-name'],
    stdin: io.stdin,
  }
  const desired = await loadDesired(paths, {...options, overlays: flags.overlay})
  const before = flags.previous ?? []
  if (before.length === 0) return {desired, previous: undefined}
  const previous = await loadDesired(before, {...options, overlays: flags.overlay, mayBeEmpty: true})
  if (previous.files.length > 0) return {desired, previous}
  // The first files that a repository gets; but it may also be the wrong folder.
  const place = {file: before.join(', '), line: 1, column: 1}
  const remark = {place, text: 'there is no file of the last run in it: nothing was declared before'}
  return {desired: {...desired, remarks: [...desired.remarks, remark]}, previous}
}

export interface PlanWhere {
  readonly io: Pick<Io, 'env' | 'now'>
  readonly cluster: Cluster
  readonly guards: Guards | undefined
}

/** Throws UsageError for a policy that cannot be read. */
export async function planOptions(
  flags: PlanFlagValues,
  {desired, previous}: Loaded,
  {io, cluster, guards}: PlanWhere,
): Promise<PlanOptions> {
  const selectors = flags.match?.map(nameSelector)
  const {settings} = cluster
  const verifyAt = flags['verify-at'] === undefined ? {} : {bootstrap: parseAddresses(flags['verify-at'])}
  return {
    undeclared: flags['undeclared-configs'],
    previous,
    prune: flags.prune,
    mostDeletes: flags['max-deletes'],
    serverSide: flags['server-side'],
    // Nobody reads a plan that is carried out at once.
    judgeCreations: !flags.yes || flags['dry-run'] === true,
    pin: flags.pin,
    verify: flags['verify-passwords'] ? {settings: {...settings, ...verifyAt}, environment: io.env} : undefined,
    blind: flags['blind-configs'],
    policy: await policyOf(desired, policyFiles(flags, guards)),
    maxDisk: flags['max-disk'],
    throttle: throttleOfFlags(flags),
    runs: async () =>
      (await journalsOf(io, await cluster.clusterId()))
        .filter(isRunning)
        .map(({file, journal: {partitions}}) => ({file, partitions})),
    only: flags.only,
    matches:
      selectors && ((name) => selectors.some((each) => ('name' in each ? each.name === name : each.matches(name)))),
    principal: ownPrincipal(settings),
    now: io.now(),
  }
}

/** The policy file of the profile, followed by those of --policy. */
export const policyFiles = (flags: Pick<PlanFlagValues, 'policy'>, guards: Guards | undefined): readonly string[] => [
  ...(guards?.policy === undefined ? [] : [guards.policy]),
  ...(flags.policy ?? []),
]

/**
 * The policy in the declaring files, followed by that of the given policy files. Throws FilesProblem for mistakes in
 * them.
 */
export async function policyOf(desired: Pick<Desired, 'policies'>, files: readonly string[]): Promise<Policy> {
  const [{readPolicy}, {FilesProblem, loadPolicies}] = await Promise.all([
    import('../../provisioning/lint/policy.ts'),
    import('../../provisioning/load.ts'),
  ])
  const collector = new ProblemCollector()
  const policies = [...desired.policies.flatMap(({policy}) => policy ?? []), ...(await loadPolicies(files, collector))]
  const policy = readPolicy(policies, collector)
  if (collector.problems.length > 0) throw new FilesProblem(collector.problems, 'in the policy')
  return policy
}
