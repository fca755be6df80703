// Makes man/kafka-NAME.1 from the table of options, which the parser and the help also use, and from the tool's
// manual.ts.
import {classNames} from '../src/lib/apache/command-line/class-names.ts'
import type {ArgumentSpec} from '../src/lib/apache/command-line/arguments.ts'
import type {OptionSpec, OptionTable} from '../src/lib/apache/command-line/options.ts'
import {legacyAs, type RemovedOptions} from '../src/lib/apache/command-line/removed-options.ts'
import type {Tool} from '../src/lib/apache/command-line/tool.ts'
import {runClass} from './drop-in-executables.ts'
import {isOfConfluent, loadDropIns} from './drop-in-tools.ts'
import {example, heading, lines, paragraphs, roff, seeAlso, sentence} from './roff.ts'

/** File name → text. */
export async function dropInPages(): Promise<[string, string][]> {
  const tools = await loadDropIns()
  const pages = await Promise.all(
    tools.map(async (tool): Promise<[string, string]> => [`${tool.name}.1`, await page(tool)]),
  )
  return [...pages, [`${runClass}.1`, runClassPage()]]
}

function runClassPage(): string {
  return lines(
    heading(runClass),
    '.SH NAME',
    `${runClass} \\- run a tool by the name of its class`,
    '.SH SYNOPSIS',
    `\\fB${runClass}\\fR [-name NAME] [-loggc] CLASS [OPTIONS]`,
    '.SH DESCRIPTION',
    ...paragraphs(
      `For scripts that call Apache's tools by their class names, from any release: runs the drop-in, with its ` +
        `options, output and exit codes. -name and -loggc, which concern the JVM, are accepted and have no effect. Other classes, ` +
        `and -daemon, are refused with a sentence and exit code 1. Also installed as ${runClass}.sh.`,
    ),
    '.SH CLASSES',
    ...Object.entries(classNames).flatMap(([name, classes]) => [
      '.TP',
      `\\fB${roff(name)}\\fR`,
      roff(classes.join(', ')),
    ]),
    '.SH EXAMPLES',
    ...example(
      'Print the newest offset of each partition, in the way of old scripts',
      `${runClass} kafka.tools.GetOffsetShell --broker-list localhost:9092 --topic orders --time -1`,
    ),
    ...seeAlso(['kafkit', 'kafka-get-offsets']),
  )
}

async function page({name, options, commands, removed, manual: load}: Tool): Promise<string> {
  const {default: manual} = await load()
  return lines(
    heading(name),
    '.SH NAME',
    `${roff(name)} \\- ${roff(manual.summary)}`,
    '.SH SYNOPSIS',
    `\\fB${roff(name)}\\fR ${roff(manual.synopsis)}`,
    '.SH DESCRIPTION',
    ...paragraphs(manual.description),
    ...paragraphs(
      isOfConfluent(name)
        ? `Takes the options of Confluent's tool of the same name, over Apache Kafka's console tools, without a JVM.`
        : `Takes the options of Apache Kafka's tool of the same name, prints the same output and ends with the same exit ` +
            `codes, without a JVM. Also installed as ${name}.sh.`,
    ),
    ...(commands ? commandSections(options, commands) : optionSections(options)),
    ...olderOptions(removed),
    '.SH ENVIRONMENT',
    '.TP',
    '\\fBKAFKIT_AUDIT_LOG\\fR',
    'File to which every change is appended, as JSON lines. If it cannot be written, nothing is changed.',
    '.SH EXIT STATUS',
    ...manual.exit.flatMap(([code, text]) => ['.TP', `\\fB${code}\\fR`, roff(text)]),
    '.TP',
    '\\fB130\\fR, \\fB143\\fR',
    'Interrupted by SIGINT or terminated by SIGTERM.',
    '.SH EXAMPLES',
    ...manual.examples.flatMap(([description, command]) => example(description, command)),
    ...seeAlso(['kafkit', ...manual.related]),
  )
}

function optionSections(options: OptionTable): string[] {
  const all = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const deprecated = all.filter(([, spec]) => spec.deprecated !== undefined)
  return [
    '.SH OPTIONS',
    ...paragraphs(
      'Options come in any order, as --opt value or --opt=value; a single dash works too. They cannot be abbreviated, ' +
        'and words that belong to no option are ignored.',
    ),
    ...all.filter(([, spec]) => spec.deprecated === undefined).flatMap(entry),
    ...(deprecated.length > 0 ? ['.SH DEPRECATED OPTIONS', ...deprecated.flatMap(entry)] : []),
  ]
}

/** The sections of a tool with the grammar of argparse4j. */
function commandSections(options: OptionTable, commands: NonNullable<Tool['commands']>): string[] {
  const own = Object.entries(options)
  const all = Object.entries(commands)
  return [
    '.SH OPTIONS',
    ...paragraphs(
      'Options come as --opt value or --opt=value, and may be shortened as long as they stay unambiguous. ' +
        `${all.length === 0 ? '' : 'The options of a command come after it. '}-h or --help prints a help text.`,
    ),
    ...own.flatMap(entry),
    ...all.flatMap(([command, spec]) => [
      `.SS ${roff(command)}`,
      ...paragraphs(spec.help),
      ...Object.entries(spec.options).flatMap(entry),
    ]),
  ]
}

function olderOptions(removed: RemovedOptions): string[] {
  const all = Object.entries(removed).toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (all.length === 0) return []
  return [
    '.SH OPTIONS OF OLDER RELEASES',
    ...paragraphs(
      "Refused, as by Apache's tool, but with this advice. With KAFKIT_LEGACY=1 in the environment, those that still " +
        'have an exact equivalent are accepted, with a notice on standard error.',
    ),
    ...all.flatMap(([option, {since, instead, legacy}]) => [
      '.TP',
      `\\fB\\-\\-${roff(option)}\\fR`,
      roff(`Removed in Kafka ${since}. ${instead}${legacy === undefined ? '' : ` ${legacyAs(legacy)}`}`),
    ]),
  ]
}

function entry([name, spec]: readonly [string, OptionSpec & Pick<ArgumentSpec, 'short'>]): string[] {
  const {argument, argumentName = 'VALUE', short, help, required, repeatable, deprecated} = spec
  const names = `\\fB\\-\\-${roff(name)}\\fR${short === undefined ? '' : `, \\fB\\-${short}\\fR`}`
  const value = `\\fI${roff(argumentName)}\\fR`
  const text = [
    help,
    ...(required ? ['Required.'] : []),
    ...(repeatable ? ['Can be repeated.'] : []),
    ...(spec.default === undefined ? [] : [`Default: ${spec.default}.`]),
    ...(deprecated === undefined ? [] : [deprecated]),
  ]
  return [
    '.TP',
    `${names}${argument === undefined ? '' : argument === 'required' ? ` ${value}` : ` [${value}]`}`,
    roff(text.map(sentence).join(' ')),
  ]
}
