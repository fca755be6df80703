import {boolean, option, string} from '@oclif/core/flags'
import type {Columns, RowOf} from '../lib/cli/columns.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {KitCommand} from '../lib/cli/kit-command.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {fileFlag, loadFlags, policyOf} from '../lib/command-parts/provisioning/flags.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import {loadDesired} from '../lib/provisioning/load.ts'
import {lint, type Finding} from '../lib/provisioning/lint/lint.ts'
import {placeText} from '../lib/text/place.ts'
import {counted} from '../lib/text/plural.ts'
import {annotation} from '../lib/views/provisioning/github.ts'

const columns = {
  place: {value: ({place}) => placeText(place), role: () => 'name'},
  level: {value: ({level}) => level, role: ({level}) => (level === 'error' ? 'bad' : 'warn')},
  rule: {value: ({rule}) => rule},
  subject: {value: ({subject}) => subject},
  text: {value: ({text}) => text},
  file: {value: ({place}) => place.file, wide: true},
  line: {value: ({place}) => place.line, wide: true, align: 'right'},
  column: {value: ({place}) => place.column, wide: true, align: 'right'},
} satisfies Columns<Finding>

export interface Output {
  /** Sorted by place. */
  readonly findings: readonly Finding[]
  /** How many topics were checked. */
  readonly topics: number
}
export type Row = RowOf<typeof columns>

export default class Lint extends KitCommand {
  static override summary = 'check files that declare a cluster, without a cluster'
  static override description =
    'Reads the files as kafkit plan does, and checks them by rules: names, replicas, min.insync.replicas, retention, unknown configs, ACLs for everyone. A policy sets levels, values and limits. Exits with 3 if something was found, with 2 if a file cannot be read.'
  static override examples = [
    '<%= config.bin %> lint -f topics/',
    {
      description: 'By the rules of the platform team, with notes in a pull request on GitHub',
      command: '<%= config.bin %> lint -f topics/ --policy policy.yaml --annotations github',
    },
    {
      description: 'The schema by which an editor checks files',
      command: '<%= config.bin %> lint --schema > kafkit.schema.json',
    },
  ]
  static override flags = {
    ...fileFlag,
    policy: string({
      helpValue: 'FILE',
      multiple: true,
      multipleNonGreedy: true,
      summary: 'a file with a section policy; if several differ, the last one counts; repeatable',
    }),
    'fail-on': option({
      options: ['warn', 'error'] as const,
      default: 'warn',
      summary: 'the least level that makes the exit code 3',
    })(),
    schema: boolean({summary: "print the JSON Schema of kafkit's own format, for editors, and check nothing"}),
    annotations: option({
      options: ['github'] as const,
      summary: 'print annotations that GitHub shows beside the lines of a pull request',
    })(),
    overlay: loadFlags.overlay,
    'expand-env': loadFlags['expand-env'],
    from: loadFlags.from,
    'skip-kinds': loadFlags['skip-kinds'],
    secret: loadFlags.secret,
    'julie-name': loadFlags['julie-name'],
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(Lint)
    const print = this.printer<Output, Finding>(flags, columns, 'place')
    if (flags.schema) {
      const {provisioningSchema} = await import('../lib/provisioning/native/schema.ts')
      this.io.out(`${JSON.stringify(provisioningSchema, null, 2)}\n`)
      return exitCode.done
    }
    const paths = flags.file ?? []
    if (paths.length === 0) throw new UsageError('which files? Name them with -f, as in -f topics.yaml')
    const desired = await loadDesired(paths, {
      overlays: flags.overlay,
      environment: flags['expand-env'] ? this.io.env : undefined,
      from: flags.from,
      skipKinds: flags['skip-kinds'],
      secrets: new Map(flags.secret),
      julieName: flags['julie-name'],
      stdin: this.io.stdin,
    })
    const policy = await policyOf(desired, flags.policy ?? [])
    const findings = lint(desired, policy)
    const judged = desired.topics.filter(({state}) => state === 'present').length
    if (flags.annotations === 'github')
      this.io.out(
        findings
          .map(
            ({level, rule, subject, place, text}) =>
              `${annotation(level === 'error' ? 'error' : 'warning', place, `${subject}: ${text} (${rule})`)}\n`,
          )
          .join(''),
      )
    else
      await print({
        value: {findings, topics: judged},
        rows: findings,
        people: async () => {
          const {bad, warn, name} = await this.colours()
          for (const {level, rule, subject, place, text} of findings)
            this.io.out(
              `${name(placeText(place))} ${(level === 'error' ? bad : warn)(level)} ${subject}: ${text} (${rule})\n`,
            )
        },
      })
    for (const {place, text} of desired.remarks) await this.note(`${placeText(place)}: ${text}`)
    const counts = (['error', 'warn'] as const).map((level) => findings.filter((each) => each.level === level).length)
    const [errors = 0, warnings = 0] = counts
    if (findings.length === 0) await this.note(`no findings in ${counted(judged, 'topic')}`)
    return errors > 0 || (flags['fail-on'] === 'warn' && warnings > 0) ? exitCode.exceeded : exitCode.done
  }
}
