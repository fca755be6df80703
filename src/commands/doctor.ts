import {boolean} from '@oclif/core/flags'
import type {Colours} from '../lib/cli/colour.ts'
import type {Columns, RowOf} from '../lib/cli/columns.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {KafkaCommand, sourcesOf, type ConnectionFlagValues} from '../lib/cli/kafka-command.ts'
import {reportFlags} from '../lib/cli/output.ts'
import {progressLine} from '../lib/cli/progress.ts'
import {durationText} from '../lib/text/duration.ts'
import {UsageError} from '../lib/cluster/errors.ts'
import {registryFlags, registrySources, type RegistryFlagValues} from '../lib/command-parts/registry/connect.ts'
import {diagnose, undiagnosed} from '../lib/doctor/diagnose.ts'
import {stepNames, worst, type Step, type Verdict} from '../lib/doctor/step.ts'

const words: Readonly<Record<Verdict, string>> = {ok: 'ok', warning: 'warn', failed: 'FAIL', skipped: 'skip'}
const roles: Readonly<Record<Verdict, keyof Colours>> = {ok: 'good', warning: 'warn', failed: 'bad', skipped: 'faint'}
const nameWidth = Math.max(...stepNames.map(({length}) => length))

const columns = {
  step: {value: ({name}) => name, role: () => 'name'},
  verdict: {value: ({verdict}) => verdict, role: ({verdict}) => roles[verdict]},
  summary: {value: ({summary}) => summary},
  /** What to try; null if nothing is wrong. */
  hint: {value: ({hint}) => hint, filled: true},
  elapsedMs: {value: ({elapsedMs}) => elapsedMs, align: 'right', wide: true},
} satisfies Columns<Step>

export interface Output {
  /** The worst verdict of all steps. */
  readonly verdict: Verdict
  readonly steps: readonly Step[]
}
export type Row = RowOf<typeof columns>

export default class Doctor extends KafkaCommand {
  static override summary = 'check step by step whether and why a cluster cannot be reached'
  static override description =
    'Goes through the steps of every connection: configuration, name resolution, TCP, TLS, ApiVersions, SASL login, metadata; then checks the addresses that the brokers advertise, the controller, permissions, clocks and open transactions that block readers, the Schema Registry if one is named, and gets a second opinion from kafkajs. Changes nothing in the cluster. Exit code 0: no step failed (there may be warnings); 1: a step failed; 2: the configuration cannot be read.'
  static override examples = [
    '<%= config.bin %> doctor --bootstrap-server broker1:9092',
    {
      description: 'With the client.properties of an application',
      command: '<%= config.bin %> doctor --command-config client.properties',
    },
    {
      description: 'The name of the failed step, for scripts',
      command: '<%= config.bin %> doctor --output json | jq -r \'.steps[] | select(.verdict == "failed").name\'',
    },
  ]
  static override flags = {
    'second-opinion': boolean({
      allowNo: true,
      default: true,
      summary: 'also connect with kafkajs, using the same settings',
    }),
    ...registryFlags,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags} = await this.parse(Doctor)
    const print = this.printer<Output, Step>(flags, columns, 'step')
    const {io} = this
    const progress = progressLine(io)
    const steps: Step[] = []
    // In a table, each step is printed as soon as it is done.
    const live = flags.output === 'table' && !flags.columns && !flags.sort
    let configured = true
    const colours = await this.colours()
    const show = (step: Step) => {
      steps.push(step)
      progress.clear()
      if (live) io.out(stepText(step, colours))
    }
    try {
      const {settings} = await this.connection(flags)
      const input = {
        settings,
        configuration: await this.#settingsInEffect(flags),
        now: io.now,
        signal: io.interrupted,
        secondOpinion: flags['second-opinion'],
        registry: await this.#registry(flags),
      }
      for await (const step of diagnose(input, (name) => progress.show(() => `${name} …`))) show(step)
    } catch (error) {
      progress.clear()
      if (!(error instanceof UsageError) || steps.length > 0) throw error
      configured = false
      const hint = 'fix the file, variable or flag named above'
      for (const step of undiagnosed(error, hint)) show(step)
    }
    const verdict = worst(steps.map((step) => step.verdict))
    await print({value: {verdict, steps}, rows: steps, people: () => io.out(`\n${conclusion(steps, colours)}\n`)})
    if (!configured) return exitCode.usage
    return verdict === 'failed' ? exitCode.failed : exitCode.done
  }

  /** A wrong setting of the registry is a finding of the step about the registry. */
  async #registry(flags: RegistryFlagValues) {
    const {resolveRegistry} = await import('../lib/config/registry-settings.ts')
    try {
      return await resolveRegistry(registrySources(flags), this.io.env, this.io.cwd)
    } catch (error) {
      if (error instanceof UsageError) return {error}
      throw error
    }
  }

  /** The settings in effect and their sources, with secrets masked. */
  async #settingsInEffect(flags: ConnectionFlagValues) {
    const [{gatherSettings}, {explainSettings}, {sourceText}] = await Promise.all([
      import('../lib/config/settings.ts'),
      import('../lib/config/explain.ts'),
      import('../lib/config/setting.ts'),
    ])
    const settings = await gatherSettings(sourcesOf(flags), this.io.env, this.io.cwd)
    return explainSettings(settings, {defaults: false})
      .filter(({effect}) => effect === 'used')
      .map(({name, value, source}) => ({name, value: value ?? '', source: sourceText(source)}))
  }
}

function stepText(step: Step, colours: Colours): string {
  const {name, verdict, summary, details, hint, elapsedMs} = step
  const time = verdict === 'skipped' && elapsedMs < 1 ? '' : `  ${colours.faint(durationText(elapsedMs) || '0ms')}`
  const lines = [
    `${colours[roles[verdict]](words[verdict].padEnd(4))}  ${colours.name(name.padEnd(nameWidth))}  ${summary}${time}`,
  ]
  const indent = ' '.repeat(nameWidth + 8)
  // A single detail that repeats the summary adds nothing.
  const shown = details.length === 1 && details[0]?.text === summary ? [] : details
  for (const detail of shown) {
    const mark = detail.verdict === 'ok' ? '' : `${colours[roles[detail.verdict]](words[detail.verdict])} `
    const took = detail.elapsedMs === null ? '' : `  ${durationText(detail.elapsedMs) || '0ms'}`
    lines.push(`${indent}${mark}${colours.faint(`${detail.subject}: ${detail.text}${took}`)}`)
  }
  if (hint !== null) lines.push(`${indent}${colours.heading('try:')} ${hint}`)
  return `${lines.join('\n')}\n`
}

function conclusion(steps: readonly Step[], colours: Colours): string {
  const failed = steps.filter(({verdict}) => verdict === 'failed').map(({name}) => name)
  const warned = steps.filter(({verdict}) => verdict === 'warning').map(({name}) => name)
  if (failed.length > 0) return colours.bad(`failed: ${failed.join(', ')}`)
  if (warned.length > 0) return colours.warn(`works, with warnings: ${warned.join(', ')}`)
  return colours.good('nothing is wrong')
}
