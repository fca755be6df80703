// The base class of all commands: streams, output formats, colours, notes and warnings. KafkaCommand adds a cluster.
import {Command} from '@oclif/core/command'
import {boolean} from '@oclif/core/flags'
import type {ArgInput, FlagInput, Input, OutputArgs, OutputFlags, ParserOutput} from '@oclif/core/interfaces'
import {UsageError} from '../cluster/errors.ts'
import {colourWanted, coloursFor, type Colours} from './colour.ts'
import type {Columns} from './columns.ts'
import {withBareFlags, type BareFlag} from './bare-flags.ts'
import {checkExclusions, type Exclusion} from './exclusions.ts'
import {exitCode} from './exit.ts'
import {processIo, type Io} from './io.ts'
import {jsonText} from './json.ts'
import {planOutput, plannedColumns, sorted, type Report, type ReportFlagValues} from './output.ts'
import {usageError} from './parse-errors.ts'
import {unknownFlags} from './unknown-flags.ts'
import {renderTable, type Column} from './table.ts'
import {withoutCredentials} from '../text/credentials.ts'

export abstract class KitCommand extends Command {
  static override baseFlags = {
    color: boolean({
      allowNo: true,
      summary: 'always use colour, or never (FORCE_COLOR, NO_COLOR); by default only on a terminal',
      helpGroup: 'OUTPUT',
    }),
  }

  /** Which of the command's flags exclude or need each other, beyond what oclif checks. */
  static readonly exclusions: readonly Exclusion[] = []
  /**
   * True if properties can set flags that were not typed; then the command calls `checkExclusions` when it has read
   * them.
   */
  static readonly exclusionsAfterProperties: boolean = false

  /** Flags whose value may be left out. */
  static readonly bareFlags: Readonly<Record<string, BareFlag>> = {}

  /** The streams of the process, unless a test passed others to `start`. */
  io: Io = undefined as never
  #colour: boolean | undefined
  #headers = true

  /**
   * Runs the command and returns its exit code; errors are thrown. oclif's own `_run` also looks for deprecated names
   * and cleans the environment, which takes longer than parsing.
   */
  async start(io: Io): Promise<number> {
    this.io = io
    let failure: Error | undefined
    try {
      return (await this.run()) ?? exitCode.done
    } catch (error) {
      failure = error as Error
      throw error
    } finally {
      await this.finally(failure)
    }
  }

  /** Returns the exit code; undefined means 0. */
  abstract override run(): Promise<number | undefined>

  /** Falls back to the process's own streams when oclif itself runs the class. */
  protected override async init(): Promise<void> {
    // oxlint-disable-next-line typescript/no-unnecessary-condition -- see the declaration
    this.io ??= processIo()
    await super.init()
  }

  /** Leaves errors to the caller; oclif would print them and set the exit code. */
  protected override async catch(error: Error): Promise<never> {
    throw error
  }

  protected override async parse<
    F extends OutputFlags<FlagInput>,
    B extends OutputFlags<FlagInput>,
    A extends OutputArgs<ArgInput>,
  >(options?: Input<F, B, A>, argv?: string[]): Promise<ParserOutput<F, B, A>> {
    const definitions = {...this.ctor.baseFlags, ...this.ctor.flags}
    // Skipped if a command only looks for a few flags on a line that may have others.
    const ofThisCommand = !options?.flags || options.flags === (this.ctor.flags as unknown)
    const words = withBareFlags(withSortKeysShielded(argv ?? this.argv), (this.ctor as typeof KitCommand).bareFlags)
    try {
      if (ofThisCommand) await this.#refuseUnknownFlags(words, definitions)
      const parsed = await super.parse<F, B, A>(options, words)
      const given = parsed.flags as {color?: boolean; 'no-headers'?: boolean}
      this.#colour = given.color
      this.#headers = !given['no-headers']
      const flags = withFalse(parsed.flags, definitions)
      if (ofThisCommand && !(this.ctor as typeof KitCommand).exclusionsAfterProperties)
        this.checkExclusions(flags, (name) => parsed.metadata.flags[name]?.setFromDefault === true)
      return {...parsed, flags}
    } catch (error) {
      throw usageError(error, {command: this.commandLine, takesFile: 'file' in definitions})
    }
  }

  async #refuseUnknownFlags(argv: readonly string[], flags: FlagInput): Promise<void> {
    const unknown = unknownFlags(argv, flags)
    if (unknown.length === 0) return
    const {unknownFlagsSentence} = await import('./meant-flags.ts')
    const commands = this.config.commandIDs.map((id) => id.replaceAll(':', ' '))
    throw new UsageError(
      unknownFlagsSentence(unknown, {command: this.commandLine, flags, args: this.ctor.args, commands}),
    )
  }

  /** Checks the command's table of exclusions and throws UsageError. Defaults do not count as given. */
  protected checkExclusions(flags: object, isDefault?: (name: string) => boolean): void {
    const {exclusions} = this.ctor as typeof KitCommand
    // The table was written for these flags: Exclusion<never> forgets their types.
    checkExclusions<never>(exclusions, flags as never, isDefault)
  }

  /** The command as typed: `kafkit topics list`. */
  get commandLine(): string {
    return `${this.config.bin} ${(this.id ?? '').replaceAll(':', ' ')}`.trimEnd()
  }

  colours(stream: 'stdout' | 'stderr' = 'stdout'): Promise<Colours> {
    return coloursFor(colourWanted(this.io, stream, this.#colour))
  }

  /** Prints rows as a table on a terminal, and as aligned text elsewhere; without rows, only the headings. */
  protected async printTable<Row>(
    columns: readonly Column<Row>[],
    rows: readonly Row[],
    stream: 'stdout' | 'stderr' = 'stdout',
  ): Promise<void> {
    const {io} = this
    const colours = await this.colours(stream)
    // A table on stderr belongs to a question and always has headings.
    const headers = this.#headers || stream === 'stderr'
    const text = await renderTable(columns, rows, {terminal: io.terminal[stream], width: io.columns, colours, headers})
    if (stream === 'stdout') io.out(text)
    else io.err(text)
  }

  /**
   * Checks --output and the flags that belong to it (UsageError) before any request is sent. Returns the function
   * that prints the result in that format. `nameColumn` is the column that `--output name` prints.
   */
  protected printer<Output, Row>(
    flags: ReportFlagValues,
    columns: Columns<Row>,
    nameColumn: keyof typeof columns,
  ): (report: Report<Output, Row>) => Promise<void> {
    const plan = planOutput(flags, columns, nameColumn)
    return async (report) => {
      const {io} = this
      const screen = io.terminal.stdout
      if (plan.format === 'json') return this.printJson(report.value)
      if (plan.format === 'yaml') {
        const {yamlText} = await import('./yaml.ts')
        return io.out(yamlText(report.value))
      }
      const rows = sorted(plan, report.rows)
      if (plan.format !== 'table') {
        const {rowsText} = await import('./output-rows.ts')
        return io.out(rowsText(plan, rows, screen))
      }
      if (report.people && !plan.chosen && plan.sort.length === 0) return report.people()
      await this.printTable(plannedColumns(plan, rows, report.wide), rows)
    }
  }

  /** Prints a value as one JSON document. */
  protected printJson(value: unknown): void {
    this.io.out(jsonText(value, this.io.terminal.stdout))
  }

  /**
   * Reads the secret of --password-stdin: the first line of stdin, or hidden input on a terminal. Throws UsageError
   * if it is empty.
   */
  protected async secret(prompt: string): Promise<string> {
    const {io} = this
    const {firstLineOf} = await import('./first-line.ts')
    const text =
      io.terminal.stdin && io.terminal.stderr
        ? await (await import('./confirm.ts')).typedSecretly(io, prompt)
        : await firstLineOf(io.stdin)
    if (text === '') throw new UsageError('--password-stdin: standard input is empty')
    return text
  }

  /** A line of advice about failures of this command; undefined if their own messages say enough. */
  adviceOn(_errors: readonly unknown[]): string | undefined {
    return undefined
  }

  /** Prints a remark on stderr. */
  protected async note(text: string): Promise<void> {
    const {faint} = await this.colours('stderr')
    this.io.err(`${faint(`kafkit: ${withoutCredentials(text)}`)}\n`)
  }

  /** Prints a warning on stderr. */
  protected async warning(text: string): Promise<void> {
    const {warn} = await this.colours('stderr')
    this.io.err(`${warn('kafkit: warning:')} ${withoutCredentials(text)}\n`)
  }
}

/**
 * Sets boolean flags that were not given to false, which is what oclif's types promise while its parser leaves them
 * undefined. Flags that can be negated stay undefined, which is their third state.
 */
function withFalse<F extends object>(flags: F, definitions: FlagInput): F {
  const missing = Object.entries(definitions).filter(
    ([name, flag]) => flag.type === 'boolean' && !flag.allowNo && !(name in flags),
  )
  return {...flags, ...Object.fromEntries(missing.map(([name]) => [name, false]))}
}

// For `--sort -partitions` (descending), oclif never accepts a word that looks like a short flag (-p) as a value, not
// even after `--sort=`. It does with a blank in front, which is trimmed off later.
function withSortKeysShielded(argv: readonly string[]): string[] {
  const end = argv.indexOf('--')
  const options = end === -1 ? argv.length : end
  return argv.map((word, index) => {
    if (index >= options) return word
    if (argv[index - 1] === '--sort' && word.startsWith('-') && !word.startsWith('--')) return ` ${word}`
    return word.replace(/^--sort=-/, '--sort= -')
  })
}
