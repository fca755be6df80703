// man/kafka-NAME.1: from the table of options that the parser and the help read, and what drop-in-manuals.ts adds.
import type {Tool} from '../src/lib/apache/command-line/tool.ts'
import type {OptionSpec, OptionTable} from '../src/lib/apache/command-line/options.ts'
import {legacyAs} from '../src/lib/apache/command-line/removed-options.ts'
import {manuals} from './drop-in-manuals.ts'
import {dropIns} from './drop-ins.ts'
import {example, heading, lines, paragraphs, roff, seeAlso, sentence} from './roff.ts'

/** File name → text. */
export async function dropInPages(): Promise<[string, string][]> {
  const pages = Object.entries(dropIns).map(async ([name, main]): Promise<[string, string]> => {
    const module = (await import(`../src/lib/apache/${name}/tool.ts`)) as Record<string, Tool<OptionTable> | undefined>
    const tool = module[`${main}Tool`]
    if (!tool) throw new Error(`src/lib/apache/${name}/tool.ts exports no ${main}Tool`)
    return [`${name}.1`, page(tool)]
  })
  return Promise.all(pages)
}

function page({name, options, removed}: Tool<OptionTable>): string {
  const manual = manuals[name]
  if (!manual) throw new Error(`scripts/drop-in-manuals.ts has nothing on ${name}`)
  const all = Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const deprecated = all.filter(([, spec]) => spec.deprecated !== undefined)
  return lines(
    heading(name),
    '.SH NAME',
    `${roff(name)} \\- ${roff(manual.summary)}`,
    '.SH SYNOPSIS',
    `\\fB${roff(name)}\\fR ${roff(manual.synopsis)}`,
    '.SH DESCRIPTION',
    ...paragraphs(manual.description),
    ...paragraphs(
      `Takes the options of Apache Kafka's tool of the same name, prints its lines and ends with its exit codes, ` +
        `without a JVM. Also installed as ${name}.sh.`,
    ),
    '.SH OPTIONS',
    ...paragraphs(
      'In any order, as --opt value or --opt=value; a single dash does as well. They are not abbreviated, and words ' +
        'that belong to no option are ignored.',
    ),
    ...all.filter(([, spec]) => spec.deprecated === undefined).flatMap(entry),
    ...(deprecated.length > 0 ? ['.SH DEPRECATED OPTIONS', ...deprecated.flatMap(entry)] : []),
    '.SH OPTIONS OF OLDER RELEASES',
    ...paragraphs(
      'Refused, as by Apache, but with this advice. Those that still have an exact meaning are accepted, with a notice ' +
        'on standard error, if KAFKIT_LEGACY=1 is in the environment.',
    ),
    ...Object.entries(removed)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([option, {since, instead, legacy}]) => [
        '.TP',
        `\\fB\\-\\-${roff(option)}\\fR`,
        roff(`Removed in Kafka ${since}. ${instead}${legacy === undefined ? '' : ` ${legacyAs(legacy)}`}`),
      ]),
    '.SH ENVIRONMENT',
    '.TP',
    '\\fBKAFKIT_AUDIT_LOG\\fR',
    'A file to which every change is appended, as JSON lines. If that cannot be, nothing is changed.',
    '.SH EXIT STATUS',
    ...manual.exit.flatMap(([code, text]) => ['.TP', `\\fB${code}\\fR`, roff(text)]),
    '.TP',
    '\\fB130\\fR, \\fB143\\fR',
    'Interrupted by SIGINT, ended by SIGTERM.',
    '.SH EXAMPLES',
    ...manual.examples.flatMap(([description, command]) => example(description, command)),
    ...seeAlso(['kafkit', ...Object.keys(dropIns).filter((other) => other !== name)]),
  )
}

function entry([name, spec]: readonly [string, OptionSpec]): string[] {
  const {argument, argumentName = 'VALUE', help, required, repeatable, deprecated} = spec
  const value = `\\fI${roff(argumentName)}\\fR`
  const text = [
    help,
    ...(required ? ['Required.'] : []),
    ...(repeatable ? ['May be given several times.'] : []),
    ...(spec.default === undefined ? [] : [`Default: ${spec.default}.`]),
    ...(deprecated === undefined ? [] : [deprecated]),
  ]
  return [
    '.TP',
    `\\fB\\-\\-${roff(name)}\\fR${argument === undefined ? '' : argument === 'required' ? ` ${value}` : ` [${value}]`}`,
    roff(text.map(sentence).join(' ')),
  ]
}
