import {readdir, readFile} from 'node:fs/promises'
import {join} from 'node:path'
import {boolean} from '@oclif/core/flags'
import {string} from '@oclif/core/args'
import {KitCommand} from '../lib/cli/kit-command.ts'
import {otherNames} from '../lib/cli/names.ts'
import {meantCommands} from '../lib/cli/meant-command.ts'
import {UsageError} from '../lib/cluster/errors.ts'

export default class OutputSchema extends KitCommand {
  static override summary = "print the JSON Schema of a command's output"
  static override description =
    'Prints the schema of the document that --output json and yaml print, or, with --rows, of one line of --output jsonl, whose fields are also the columns of csv, tsv and templates. Without a command, lists the commands that have a schema. Within a major version fields may be added, but none is removed or changes its meaning.'
  static override examples = [
    '<%= config.bin %> output-schema',
    '<%= config.bin %> output-schema topics list',
    {description: 'The schema of files for kafkit plan', command: '<%= config.bin %> output-schema provisioning'},
    {
      description: 'The columns of a command',
      command: "<%= config.bin %> output-schema groups list --rows | jq -r '.properties | keys_unsorted[]'",
    },
  ]
  static override args = {
    command: string({description: 'the command, such as topics list', multiple: true, ignoreStdin: true}),
  }
  static override flags = {
    rows: boolean({summary: 'print the schema of a row (--output jsonl) instead of the document'}),
  }

  async run(): Promise<undefined> {
    const {args, flags} = await this.parse(OutputSchema)
    const folder = join(this.config.root, 'schemas')
    const all = (await readdir(folder)).toSorted()
    const files = all.filter((file) => !file.endsWith(inputs))
    if (!args.command) {
      // consume prints records without a document around them.
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
      // The command's former name is now the beginning of the registry's commands.
      if (ids.includes(`schemas ${first}`))
        throw new UsageError(
          `there is no output of '${args.command.join(' ')}'; did you mean kafkit schemas ${first}, of a Schema Registry?`,
        )
      throw new UsageError(
        `there is no schema of '${args.command.join(' ')}'${guess ? `; did you mean ${guess}?` : ''} (kafkit output-schema lists all)`,
      )
    }
    this.io.out(await readFile(join(folder, file), 'utf8'))
  }
}

/** Schemas of files that commands read: `kafkit output-schema provisioning`. */
const inputs = '.schema.json'

const documentOf = (rowFile: string) => rowFile.replace('.row.json', '.json')
