import {checked} from '../../lib/cli/args.ts'
import {textOfFile} from '../../lib/cli/files.ts'
import {
  TransferCommand,
  transferFlags,
  type TransferOutput,
  type TransferRow,
} from '../../lib/command-parts/registry/transfer-command.ts'
import {parseExported} from '../../lib/registry/exported.ts'

export type Output = TransferOutput
export type Row = TransferRow

export default class SchemasImport extends TransferCommand {
  static override summary = 'import exported schemas into a registry'
  static override description =
    'Imports the schemas to which a schema refers before the schema itself. With --keep-ids the subjects are in mode IMPORT during the import, which requires subjects without any version; each version is read back, and the command ends at once if the registry assigns another id. Modes are restored, also after Ctrl-C.'
  static override examples = [
    '<%= config.bin %> schemas import schemas.json --dry-run',
    {
      description: 'Keep the ids, so that copied records can still be decoded',
      command: '<%= config.bin %> schemas import schemas.json --keep-ids',
    },
  ]
  static override args = {
    file: checked()({
      description: 'a file that kafkit schemas export has written; - is standard input',
      required: true,
    }),
  }
  static override flags = {...transferFlags}

  async run(): Promise<number> {
    const {args, flags} = await this.parse(SchemasImport)
    const exported = parseExported(await textOfFile(args.file, this.io.stdin), args.file)
    return this.bring(flags, 'import', () => Promise.resolve(exported))
  }
}
