import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {failureLine} from '../../lib/cli/exit.ts'
import {exitCode} from '../../lib/cli/exit-codes.ts'
import {connectionFlags} from '../../lib/cli/kafka-command.ts'
import {KitCommand} from '../../lib/cli/kit-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {eitherNamesOr} from '../../lib/cli/flags.ts'
import {UsageError} from '../../lib/cluster/errors.ts'
import {listProfiles} from '../../lib/config/profiles.ts'
import {probe, type Probed} from '../../lib/config/probe.ts'

interface Tested extends Probed {
  readonly name: string
}

const columns = {
  profile: {value: ({name}) => name, role: () => 'name'},
  /** `ok` or `failed`. */
  status: {value: ({status}) => status, role: ({status}) => (status === 'ok' ? 'good' : 'bad')},
  clusterId: {value: ({clusterId}) => clusterId},
  brokers: {value: ({brokers}) => brokers, align: 'right'},
  /** Time from connecting to the last response, ms. */
  elapsedMs: {heading: 'MS', value: ({elapsedMs}) => elapsedMs, align: 'right'},
  error: {value: ({error}) => error?.message ?? null, wide: true},
} satisfies Columns<Tested>

export type Output = readonly Tested[]
export type Row = RowOf<typeof columns>

export default class ProfileTest extends KitCommand {
  static override summary = 'connect to the clusters of profiles and check their ids'
  static override description =
    'Uses only the profile itself and ignores variables and files. Exit code 1 if any profile fails; kafkit doctor --profile NAME shows why, step by step.'
  static override examples = [
    '<%= config.bin %> profile test prod',
    {description: 'All profiles', command: '<%= config.bin %> profile test --all --timeout 5s'},
  ]
  static override args = {
    profile: checked()({description: 'profile names (default: the profile in use)', multiple: true}),
  }
  static override flags = {
    all: boolean({summary: 'test all profiles'}),
    timeout: connectionFlags.timeout,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(ProfileTest)
    if (flags.all) eitherNamesOr('all', args.profile, flags.all, 'profiles')
    const print = this.printer<Output, Tested>(flags, columns, 'profile')
    const {io} = this
    const names = await this.#names(args.profile, flags.all)
    const warnings = new Set<string>()
    const tested = await Promise.all(
      names.map(async (name) => {
        const {env, cwd, now, interrupted: signal} = io
        const warn = (text: string) => warnings.add(text)
        return {name, ...(await probe({profile: name, timeoutMs: flags.timeout}, {env, cwd, now, signal, warn}))}
      }),
    )
    for (const text of warnings) await this.warning(text)
    await print({value: tested, rows: tested})
    const colours = await this.colours('stderr')
    const failed = tested.filter(({error}) => error !== null)
    for (const {name, error} of failed)
      io.err(failureLine(new UsageError(`profile ${name}: ${error?.message ?? ''}`), colours))
    return failed.length > 0 ? exitCode.failed : exitCode.done
  }

  async #names(given: readonly string[] | undefined, all: boolean): Promise<readonly string[]> {
    if (given) return [...new Set(given)]
    const {profiles} = await listProfiles(this.io.env, this.io.cwd)
    if (all && profiles.length === 0) throw new UsageError('there are no profiles yet; see kafkit profile add --help')
    if (all) return profiles.map(({name}) => name)
    const current = profiles.find((each) => each.current)
    if (current) return [current.name]
    throw new UsageError('no profile is in use: name one (see kafkit profile list) or use --all')
  }
}
