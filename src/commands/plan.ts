import {boolean, option, string} from '@oclif/core/flags'
import type {FlagValues} from '../lib/cli/flag-values.ts'
import type {Exclusion} from '../lib/cli/exclusions.ts'
import type {RowOf} from '../lib/cli/columns.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {cannotWriteNew} from '../lib/cli/files.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {outputWith, reportFlags} from '../lib/cli/output.ts'
import {fileFlag, loadFiles, loadFlags, planFlags, planOptions} from '../lib/command-parts/provisioning/flags.ts'
import {itemColumns, planItems, type PlanDocument, type PlanItem} from '../lib/command-parts/provisioning/items.ts'
import {applyCommand, planDocument, PlanPrinter, writePlan} from '../lib/command-parts/provisioning/plan-report.ts'
import {FilesProblem} from '../lib/provisioning/load.ts'
import {placeText} from '../lib/text/place.ts'
import {makePlan} from '../lib/provisioning/plan/make-plan.ts'
import {annotation, githubAnnotations} from '../lib/views/provisioning/github.ts'
import {planMarkdown} from '../lib/views/provisioning/markdown.ts'

export type Output = PlanDocument
export type Row = RowOf<typeof itemColumns>

export default class PlanCommand extends KafkaCommand {
  static override summary = 'show what has to change so that a cluster matches the files that declare it'
  static override description = `Reads the present state, compares it with what the files declare, and lets the brokers validate the difference. Changes nothing. What is not declared is left alone: something is deleted only by state: absent, by --previous, or by --prune within the scope that the files define. Harmful changes are marked with what they cost, and each needs its own consent when the plan is carried out.

Ends with 0, also if there is something to do (3 with --fail-on-changes), and with 1 if something could not be read or cannot be done. See docs/provisioning.md for the format.`
  static override examples = [
    '<%= config.bin %> plan -f topics.yaml',
    {
      description: 'For a pull request',
      command: '<%= config.bin %> plan -f topics/ --previous ../main/topics -o markdown',
    },
    {
      description: 'Save a plan, to carry out exactly that later',
      command: '<%= config.bin %> plan -f topics/ --out plan.json',
    },
    {
      description: "Files of another program in kafkit's own format",
      command: '<%= config.bin %> plan -f kafkatopics/ --as native --print > topics.yaml',
    },
    {description: 'As a check for drift', command: '<%= config.bin %> plan -f topics/ --fail-on-changes'},
  ]
  static override exclusions: readonly Exclusion<FlagValues<typeof PlanCommand.flags>>[] = [
    {
      when: ({format, output}) => format !== undefined || output === 'markdown',
      refuse: ['columns', 'sort'],
      say: (flag) => `${flag} is for tables and rows, and not for markdown`,
    },
    {
      when: ({print}) => print,
      refuse: ['out', 'fail-on-changes', 'format', 'annotations', 'columns', 'sort'],
      say: (flag) => `${flag} is for plans, and --print makes none`,
    },
  ]
  static override flags = {
    ...fileFlag,
    out: string({helpValue: 'FILE', summary: 'write the plan to this new file, for kafkit apply FILE'}),
    'fail-on-changes': boolean({summary: 'end with 3 if there is something to do'}),
    format: option({options: ['markdown'] as const, summary: 'markdown: a comment for a pull request'})(),
    annotations: option({options: ['github'] as const, summary: 'github: also print annotations of its workflows'})(),
    print: boolean({
      summary: 'make no plan: print what the files declare, in the format of --as; asks no cluster',
      helpGroup: 'FILES',
    }),
    as: option({
      options: ['native'] as const,
      summary: "the format of --print: kafkit's own (the default)",
      helpGroup: 'FILES',
      dependsOn: ['print'],
    })(),
    ...loadFlags,
    ...planFlags,
    ...reportFlags,
    output: outputWith('markdown'),
  }

  async run(): Promise<number> {
    const {flags: given} = await this.parse(PlanCommand)
    const {output, ...others} = given
    if (given.print) return this.#print(given)
    const markdown = given.format === 'markdown' || output === 'markdown'
    const flags = {...others, output: output === 'markdown' ? ('table' as const) : output}
    const print = this.printer<Output, PlanItem>(flags, itemColumns, 'name')
    const annotate = flags.annotations === 'github'
    try {
      const loaded = await loadFiles(flags, this.io)
      const cluster = await this.connect(flags)
      const where = {io: this.io, cluster, guards: this.guards}
      const planned = await makePlan(cluster, loaded.desired, await planOptions(flags, loaded, where))
      const {plan, costs} = planned
      const items = planItems(plan, costs)
      const title = this.guards?.profile ?? plan.clusterId ?? 'cluster'
      if (markdown)
        this.io.out(
          planMarkdown(plan, costs, {
            title,
            command: applyCommand(this.config.bin, flags.out, flags, plan.actions),
          }),
        )
      else
        await print({
          value: planDocument(plan, items),
          rows: items,
          people: async () =>
            this.io.out(new PlanPrinter(await this.colours()).text(planned, items, this.guards?.profile)),
        })
      if (annotate)
        this.io.err(
          githubAnnotations(plan)
            .map((line) => `${line}\n`)
            .join(''),
        )
      const errors = [...plan.refused, ...plan.unknown].map(({error}) => error)
      const code = await this.reportFailures([...errors, ...planned.problems])
      if (flags.out !== undefined && code === exitCode.done) {
        await writePlan(flags.out, plan).catch((error: unknown) => {
          throw cannotWriteNew(flags.out ?? '', error, 'the plan was not written')
        })
        await this.note(
          `written to ${flags.out}; to carry it out: ${applyCommand(this.config.bin, flags.out, flags, plan.actions)}`,
        )
      } else if (flags.out !== undefined) await this.note(`${flags.out} was not written`)
      else if (plan.actions.length > 0 && code === exitCode.done && flags.output === 'table' && !markdown)
        await this.note(`to carry it out: ${applyCommand(this.config.bin, undefined, flags, plan.actions)}`)
      if (code !== exitCode.done) return code
      return flags['fail-on-changes'] && plan.actions.length + planned.unended.length > 0
        ? exitCode.exceeded
        : exitCode.done
    } catch (error) {
      if (annotate && error instanceof FilesProblem)
        this.io.err(error.problems.map(({place, text}) => `${annotation('error', place, text)}\n`).join(''))
      throw error
    }
  }

  /** Prints what the files declare, in kafkit's own format, whatever their format is. */
  async #print(flags: Readonly<Partial<FlagValues<typeof fileFlag & typeof loadFlags>>>): Promise<number> {
    const {nativeDocuments, unsaid} = await import('../lib/provisioning/native/write.ts')
    const {yamlText} = await import('../lib/cli/yaml.ts')
    const {desired} = await loadFiles(flags, this.io)
    this.io.out(
      nativeDocuments(desired.documents)
        .map((each) => yamlText(each))
        .join('---\n'),
    )
    for (const {place, text} of desired.remarks) await this.note(`${placeText(place)}: ${text}`)
    for (const {place, name} of unsaid(desired.documents))
      await this.warning(
        `${placeText(place)}: topic ${name} should be left alone, which only its own format can express, so it is left out`,
      )
    return exitCode.done
  }
}
