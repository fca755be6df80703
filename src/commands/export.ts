import {boolean, string} from '@oclif/core/flags'
import {checked} from '../lib/cli/args.ts'
import {exitCode} from '../lib/cli/exit.ts'
import {pattern} from '../lib/cli/flags.ts'
import {KafkaCommand} from '../lib/cli/kafka-command.ts'
import {writeNewFiles} from '../lib/command-parts/provisioning/new-files.ts'
import {UsageError} from '../lib/errors/usage-error.ts'
import {listed} from '../lib/text/listed.ts'
import {nearest} from '../lib/text/nearest.ts'
import {counted} from '../lib/text/plural.ts'
import {sections, type Section} from '../lib/provisioning/declared.ts'
import type {ExportedFile} from '../lib/provisioning/exports/format.ts'
import {exportFormatNames, exportFormats, type ExportFormatName} from '../lib/provisioning/exports/formats.ts'
import {NotDeclarable, readState} from '../lib/provisioning/exports/state.ts'

/** The sections, by the words that users type. */
const words: Readonly<Record<string, Section>> = {
  ...Object.fromEntries(sections.map((section) => [section, section])),
  'client-metrics': 'clientMetrics',
}

export default class Export extends KafkaCommand {
  static override summary = 'print the state of a cluster as files that declare it'
  static override description =
    'Topics, ACLs, SCRAM users, quotas, and configs of brokers, groups and client metrics: what is set on them, without defaults. Planning the files against the same cluster finds nothing to do. Passwords cannot be read, so users are compared and not created from an export. What the format cannot express is named, and the exit code is then 1.'
  static override examples = [
    '<%= config.bin %> export topics > topics.yaml',
    {
      description: 'One file for each section, to keep in git',
      command: '<%= config.bin %> export --dir kafka',
    },
    {
      description: "Resources for Strimzi's topic operator to take over",
      command: "<%= config.bin %> export topics --match '^orders' --as strimzi --dir topics",
    },
    {
      description: 'For Terraform, with blocks that import what exists',
      command: '<%= config.bin %> export topics acls --as terraform > kafka.tf',
    },
  ]
  static override args = {
    section: checked((text) => void sectionOf(text))({
      description:
        'topics, acls, users, quotas, brokers, groups, client-metrics; default: all that the format can express',
      multiple: true,
    }),
  }
  static override flags = {
    as: string({
      options: exportFormatNames,
      default: 'native',
      summary: "the format: kafkit's own, or that of another program",
    }),
    match: pattern({
      summary: 'only topics, groups and users with matching names, and their ACLs and quotas',
    }),
    internal: boolean({summary: "also Kafka's internal topics"}),
    dir: string({helpValue: 'DIR', summary: 'write files into this folder instead of printing them'}),
    overwrite: boolean({summary: 'replace files in --dir', dependsOn: ['dir']}),
    'cluster-name': string({
      helpValue: 'NAME',
      default: 'kafka',
      summary: 'the name of the cluster in formats that need one (strimzi, topicctl)',
    }),
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(Export)
    const name = flags.as as ExportFormatName
    const format = exportFormats[name]
    const asked = args.section?.map(sectionOf) ?? format.sections
    const strange = asked.filter((section) => !format.sections.includes(section))
    if (strange.length > 0)
      throw new UsageError(`${name} has no ${listed(strange, 'or')}: it has ${listed(format.sections, 'and')}`)
    const {match} = flags
    const cluster = await this.connect(flags)
    const state = await readState(cluster, {
      wanted: new Set(asked),
      matches: match && ((each) => match.test(each)),
      internal: flags.internal,
    })
    const {files, lost} = format.write(state, flags['cluster-name'])
    const texts = await Promise.all(files.map(async (file) => ({name: file.name, text: await this.#textOf(file)})))
    if (flags.dir === undefined) {
      // Terraform files can be joined with an empty line; YAML documents need a separator.
      const separator = name === 'terraform' ? '\n' : '---\n'
      this.io.out(texts.map(({text}) => text).join(separator))
    } else {
      await writeNewFiles(flags.dir, texts, {overwrite: flags.overwrite})
      await this.note(`wrote ${counted(texts.length, 'file')} into ${flags.dir}`)
    }
    for (const note of state.notes) await this.note(note)
    if (texts.length === 0) await this.note('there is nothing to export')
    const code = await this.reportFailures([...state.failures, ...lost.map((text) => new NotDeclarable(text))])
    return Math.max(code, exitCode.done)
  }

  async #textOf({content}: ExportedFile): Promise<string> {
    if (typeof content === 'string') return content
    const {yamlText} = await import('../lib/cli/yaml.ts')
    return content.map((document) => yamlText(document)).join('---\n')
  }
}

/** Throws UsageError for an unknown section. */
function sectionOf(text: string): Section {
  const found = Object.hasOwn(words, text) ? words[text] : undefined
  if (found) return found
  const guess = nearest(text, Object.keys(words))
  throw new UsageError(
    `'${text}' cannot be exported: there are ${listed(Object.keys(words), 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}
