import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {boolean} from '@oclif/core/flags'
import {string} from '@oclif/core/args'
import {KitCommand} from '../lib/cli/kit-command.ts'
import {otherNames} from '../lib/cli/names.ts'
import {meantCommands} from '../lib/cli/meant-command.ts'
import {UsageError} from '../lib/cluster/errors.ts'

export default class Schema extends KitCommand {
  static override summary = "print the JSON Schema of a command's output"
  static override description =
    'Prints the schema of the document that --output json and yaml print, or, with --rows, of one line of --output jsonl, whose fields are also the columns of csv, tsv and templates. Without a command, lists the commands that have a schema. Within a major version fields may be added, but none is removed or changes its meaning.'
  static override examples = [
    '<%= config.bin %> schema',
    '<%= config.bin %> schema topics list',
    {description: 'Of files for kafkit plan', command: '<%= config.bin %> schema provisioning'},
    {
      description: 'The columns of a command',
      command: "<%= config.bin %> schema groups list --rows | jq -r '.properties | keys_unsorted[]'",
    },
  ]
  static override args = {
    command: string({description: 'the command, such as topics list', multiple: true, ignoreStdin: true}),
  }
  static override flags = {
    rows: boolean({summary: 'print the schema of a row (--output jsonl) instead of the document'}),
  }

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(Schema)
    const folder = join(this.config.root, 'schemas')
    const all = (await readdir(folder)).toSorted()
    const files = all.filter((file) => !file.endsWith(inputs))
    if (!args.command) {
      // The records that consume prints have no document around them.
      const documents = files.filter((file) => !file.endsWith('.row.json') || !files.includes(documentOf(file)))
      const schemas = await Promise.all(documents.map((file) => readFile(join(folder, file), 'utf8')))
      const titles = schemas.map((text) => (JSON.parse(text) as {title: string}).title)
      this.io.out(titles.map((title) => `${title.replace(/^kafkit /, '')}\n`).join(''))
      return
    }
    const [first = '', ...rest] = args.command.flatMap((word) => word.split(' '))
    const id = [otherNames[first] ?? first, ...rest].join('-')
    const input = `${id}${inputs}`
    if (all.includes(input)) {
      this.io.out(await readFile(join(folder, input), 'utf8'))
      return
    }
    const document = `${id}.json`
    const file = flags.rows || !files.includes(document) ? `${id}.row.json` : document
    if (!files.includes(file)) {
      const ids = files.map((name) => name.replace(/(\.row)?\.json$/, '').replace('-', ' '))
      const [guess] = meantCommands([first, ...rest], ids)
      throw new UsageError(
        `there is no schema of '${args.command.join(' ')}'${guess ? `; did you mean ${guess}?` : ''} (kafkit schema lists all)`,
      )
    }
    this.io.out(await readFile(join(folder, file), 'utf8'))
  }
}

/** Of files that commands read: `kafkit schema provisioning`. */
const inputs = '.schema.json'

const documentOf = (rowFile: string) => rowFile.replace('.row.json', '.json')
