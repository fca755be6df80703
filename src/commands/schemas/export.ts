import {writeFile} from 'node:fs/promises'
import {boolean, string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {progressLine} from '../../lib/cli/progress.ts'
import {RegistryCommand} from '../../lib/command-parts/registry/registry-command.ts'
import {cannotBeWritten} from '../../lib/errors/output-failed.ts'
import {exportSchemas, type ExportedSchemas} from '../../lib/registry/exported.ts'
import {counted} from '../../lib/text/plural.ts'

export type Output = ExportedSchemas

export default class SchemasExport extends RegistryCommand {
  static override summary = 'write subjects with all versions and ids into a file'
  static override description =
    'One JSON document with all versions, ids, references and levels, and the schemas that these refer to: for backups, for review, and for kafkit schemas import.'
  static override examples = [
    '<%= config.bin %> schemas export --to schemas.json',
    {
      description: "One team's subjects, soft-deleted versions included, since records may have their ids",
      command: "<%= config.bin %> schemas export 'team-a.*' --deleted --to team-a.json",
    },
  ]
  static override args = {
    subject: checked()({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    to: string({helpValue: 'FILE', default: '-', summary: 'the file to write; - is standard output'}),
    deleted: boolean({summary: 'also soft-deleted versions'}),
  }

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(SchemasExport)
    const registry = await this.registry(flags)
    const progress = progressLine(this.io)
    const exported = await exportSchemas(registry, args.subject ?? [], {
      deleted: flags.deleted,
      onProgress: (subject) => progress.show(() => `reading ${subject}`),
    }).finally(() => progress.clear())
    if (flags.to === '-') {
      this.printJson(exported)
      return
    }
    await writeFile(flags.to, `${JSON.stringify(exported, null, 2)}\n`).catch(cannotBeWritten(flags.to))
    const versions = exported.subjects.reduce((sum, each) => sum + each.versions.length, 0)
    await this.note(
      `${counted(exported.subjects.length, 'subject')} with ${counted(versions, 'version')} written to ${flags.to}`,
    )
  }
}
