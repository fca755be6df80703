// Writes man/: a page for the program and one for each command, from the command definitions, and a page for each
// drop-in, from its options. Their names go into package.json, because npm installs only the pages that `man` lists
// there. Tests compare both with what this would write.
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Command, Interfaces} from '@oclif/core'
import packageJson from '../package.json' with {type: 'json'}
import {exitCodeRows} from '../src/lib/cli/exit-codes.ts'
import {saysDefault} from '../src/lib/cli/help.ts'
import {root} from './command-files.ts'
import {dropInPages} from './drop-in-pages.ts'
import {dropInNames} from './drop-in-tools.ts'
import {readManifest} from './manifest.ts'
import {example, heading, lines, paragraphs, roff, seeAlso, sentence} from './roff.ts'

type Definition = Interfaces.Manifest['commands'][string]
type Flag = Command.Flag.Cached

/** File name → text. */
export async function manPages(): Promise<Map<string, string>> {
  const {commands} = await readManifest('./src/commands')
  const all = Object.values(commands)
    .filter(({hidden}) => !hidden)
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return new Map([
    ['kafkit.1', overview(all)],
    ...all.map((command): [string, string] => [`kafkit-${command.id.replaceAll(':', '-')}.1`, page(command, all)]),
    ...(await dropInPages()),
  ])
}

const typed = ({id}: Definition) => `kafkit ${id.replaceAll(':', ' ')}`
const pageName = ({id}: Definition) => `kafkit-${id.replaceAll(':', '-')}`

function overview(commands: readonly Definition[]): string {
  return lines(
    heading('kafkit'),
    '.SH NAME',
    `kafkit \\- ${roff(packageJson.description)}`,
    '.SH SYNOPSIS',
    '\\fBkafkit\\fR \\fICOMMAND\\fR [\\fIFLAGS\\fR]',
    '.SH COMMANDS',
    ...commands.flatMap((command) => ['.TP', `\\fB${roff(typed(command))}\\fR`, roff(sentence(command.summary ?? ''))]),
    ...common,
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, text]) => ['.TP', `\\fB${name}\\fR`, roff(text)]),
    ...seeAlso([...commands.map(pageName), ...dropInNames()]),
  )
}

function page(command: Definition, all: readonly Definition[]): string {
  const flags = Object.values(command.flags).filter((flag) => !flag.hidden)
  const order = (command as {helpGroups?: readonly string[]}).helpGroups
  const place = (group: string) => (order ? order.indexOf(group) : groupOrder(group))
  const groups = [...new Set(flags.map(({helpGroup}) => helpGroup ?? ''))].toSorted(
    (a, b) => place(a) - place(b) || (a < b ? -1 : 1),
  )
  const args = Object.values(command.args).filter(({hidden}) => !hidden)
  const neighbours = all.filter(({id}) => id !== command.id && id.split(':')[0] === command.id.split(':')[0])
  return lines(
    heading(pageName(command)),
    '.SH NAME',
    `${roff(pageName(command))} \\- ${roff(command.summary ?? '')}`,
    '.SH SYNOPSIS',
    [`\\fB${roff(typed(command))}\\fR`, ...args.map(synopsisOf), '[\\fIFLAGS\\fR]'].join(' '),
    ...(command.description ? ['.SH DESCRIPTION', ...paragraphs(command.description)] : []),
    ...(args.length > 0
      ? [
          '.SH ARGUMENTS',
          ...args.flatMap((arg) => [
            '.TP',
            `\\fI${roff(arg.name.toUpperCase())}\\fR`,
            roff(sentence(arg.description ?? '')),
          ]),
        ]
      : []),
    ...groups.flatMap((group) => [
      `.SH ${group === '' ? 'FLAGS' : `${group.toUpperCase()} FLAGS`}`,
      ...flags.filter(({helpGroup}) => (helpGroup ?? '') === group).flatMap(flagLines),
    ]),
    ...examples(command),
    ...common,
    ...seeAlso(['kafkit', ...neighbours.map(pageName)]),
  )
}

/** The flags of the command itself come before those that all commands have. */
const groupOrder = (group: string) => ({'': 0, CONNECTION: 8, OUTPUT: 9})[group] ?? 1

function synopsisOf({name, required, multiple}: {name: string; required?: boolean; multiple?: boolean}): string {
  const text = `\\fI${roff(name.toUpperCase())}\\fR${multiple ? '...' : ''}`
  return required ? text : `[${text}]`
}

function flagLines(flag: Flag): string[] {
  const negatable = flag.type === 'boolean' && flag.allowNo
  const name = `\\fB\\-\\-${negatable ? '[no\\-]' : ''}${roff(flag.name)}\\fR`
  const value =
    flag.type === 'option' ? `=\\fI${roff(flag.options?.join('|') ?? flag.helpValue?.toString() ?? 'VALUE')}\\fR` : ''
  const facts = [
    ...(flag.aliases?.length ? [`Also --${flag.aliases.join(', --')}.`] : []),
    ...(flag.type === 'option' && flag.multiple ? ['May be repeated.'] : []),
    ...(flag.type === 'option' && flag.default !== undefined && !saysDefault(`${flag.summary} ${flag.description}`)
      ? [`Default: ${flag.default}.`]
      : []),
  ]
  const text = [
    flag.summary ?? '',
    ...(flag.description && flag.description !== flag.summary ? [flag.description] : []),
    ...facts,
  ]
  return [
    '.TP',
    `${flag.char ? `\\fB\\-${flag.char}\\fR, ` : ''}${name}${value}`,
    roff(
      text
        .map(sentence)
        .filter((part) => part !== '')
        .join(' '),
    ),
  ]
}

function examples(command: Definition): string[] {
  const all = (command.examples ?? []).map((example) => (typeof example === 'string' ? {command: example} : example))
  if (all.length === 0) return []
  return [
    '.SH EXAMPLES',
    ...all.flatMap((each) =>
      example(
        ('description' in each && each.description) || '',
        each.command
          .replaceAll('<%= config.bin %>', 'kafkit')
          .replaceAll('<%= command.id %>', command.id.replaceAll(':', ' ')),
      ),
    ),
  ]
}

const common = [
  '.SH EXIT STATUS',
  ...exitCodeRows().flatMap(({code, meaning}) => ['.TP', `\\fB${code}\\fR`, roff(meaning)]),
]

const environment: readonly (readonly [string, string])[] = [
  [
    'KAFKIT_BOOTSTRAP_SERVERS',
    'Brokers to connect to first, as host:port separated by commas, if --bootstrap-server is not given.',
  ],
  ['KAFKIT_COMMAND_CONFIG', 'A client.properties file, if --command-config is not given.'],
  ['KAFKIT_AUDIT_LOG', 'A file to which every change is appended, as JSON lines: docs/audit.md.'],
  ['KAFKIT_STATE_DIR', 'Folder for undo files of resets (default: the XDG state folder).'],
  ['KAFKIT_SANDBOX_DIR', 'Folder for the data of sandboxes (default: the XDG data folder).'],
  ['KAFKIT_CACHE_DIR', "Folder for Kafka's jars and for compiled code (default: the XDG cache folder)."],
  ['KAFKA_HOME', 'An installation of Apache Kafka for the sandbox to use.'],
  ['JAVA_HOME', 'The Java for the sandbox to use.'],
  ['KAFKIT_DEBUG', 'If set, failures are reported with their stack.'],
  ['NO_COLOR, FORCE_COLOR', 'Print without colour, or with colour even without a terminal.'],
]

/** The pages as package.json lists them in `man`. */
export const listedPages = (pages: ReadonlyMap<string, string>): string[] =>
  [...pages.keys()].toSorted().map((name) => `man/${name}`)

function writeList(pages: ReadonlyMap<string, string>): void {
  const file = join(root, 'package.json')
  const text = readFileSync(file, 'utf8')
  const content = {...(JSON.parse(text) as object), man: listedPages(pages)}
  const listed = `${JSON.stringify(content, null, 2)}\n`
  if (listed !== text) writeFileSync(file, listed)
}

/**
 * Writes man/ and its list in package.json, and removes pages of commands that no longer exist. Returns the number of
 * pages.
 */
export async function writeManPages(): Promise<number> {
  const folder = join(root, 'man')
  const pages = await manPages()
  mkdirSync(folder, {recursive: true})
  for (const name of readdirSync(folder)) if (/^kafk(it|a-)/.test(name) && !pages.has(name)) rmSync(join(folder, name))
  for (const [name, text] of pages) writeFileSync(join(folder, name), text)
  writeList(pages)
  return pages.size
}

if (import.meta.main) console.log(`${await writeManPages()} man pages`)
