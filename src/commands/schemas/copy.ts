import {string} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {registryClient, registryConnection} from '../../lib/command-parts/registry/connect.ts'
import {
  TransferCommand,
  transferFlags,
  type TransferOutput,
  type TransferRow,
} from '../../lib/command-parts/registry/transfer-command.ts'
import {exportSchemas} from '../../lib/registry/exported.ts'

export type Output = TransferOutput
export type Row = TransferRow

export default class SchemasCopy extends TransferCommand {
  static override summary = 'copy schemas from another registry, with the ids that they have there or with new ones'
  static override description =
    'Copies subjects with all versions, and before them the schemas that they refer to. With --keep-ids the subjects are in mode IMPORT during the copy; soft-deleted versions are copied too, since records may have their ids; each version is read back, and the command ends at once if the registry assigns another id. Modes are restored, also after Ctrl-C.'
  static override examples = [
    '<%= config.bin %> schemas copy --from-registry http://old:8081 --registry http://new:8081 --keep-ids --dry-run',
    {
      description: "One team's schemas, from the registry of another profile",
      command: "<%= config.bin %> schemas copy 'team-a.*' --from-registry staging",
    },
  ]
  static override args = {
    subject: checked()({
      description: 'names, patterns (orders-*) or /regular expressions/ (default: all)',
      multiple: true,
    }),
  }
  static override flags = {
    'from-registry': string({
      helpValue: 'URL|PROFILE',
      required: true,
      summary: 'the registry to copy from: an address, or the profile that names it',
    }),
    'to-registry': string({
      helpValue: 'URL',
      exclusive: ['registry'],
      summary: 'the registry to copy to (the same as --registry)',
    }),
    ...transferFlags,
  }

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasCopy)
    const from = flags['from-registry']
    const where = from.includes('://') ? {registry: from, profile: 'none'} : {profile: from}
    const to = flags['to-registry'] === undefined ? {} : {registry: flags['to-registry']}
    return this.bring({...flags, ...to}, 'copy', async () => {
      const connection = await registryConnection(
        {...where, profileAlone: true, timeoutMs: flags.timeout},
        this.io.env,
        this.io.cwd,
      )
      const refuse = ({line}: {readonly line: string}) => {
        throw new Error(`${this.commandLine} sends ${line} to the registry that it copies from`)
      }
      const source = await registryClient(connection, refuse, this.io.interrupted)
      try {
        return await exportSchemas(source, args.subject ?? [], {deleted: flags['keep-ids']})
      } finally {
        source.close()
      }
    })
  }
}
