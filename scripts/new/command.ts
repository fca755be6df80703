// Writes a command of kafkit with its operation and its test: a working example to be completed.
//   npm run new -- command acls list                                     a command that only reads
//   npm run new -- command quotas alter --changing AlterClientQuotas     a command that changes the cluster with this API
import {existsSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../command-files.ts'
import {begin, CannotBegin, checkNew, enter, write} from '../new-files.ts'
import {everySubject} from '../room-arrows.ts'

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const camel = (text: string) => text.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())

interface Names {
  readonly group: string
  readonly name: string
  /** The class of the command: `AclsList`. */
  readonly Class: string
  /** The operation: `listAcls`; `deleteOffsets` for `groups delete-offsets`. */
  readonly operation: string
  /** The type of the operation's result: `ListAclsItem`. */
  readonly Item: string
}

const lookingCommand = ({group, name, Class, operation, Item}: Names) => `
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {${operation}, type ${Item}} from '../../lib/${group}/${name}.ts'

const columns = {
  broker: {value: ({id}) => id, align: 'right'},
  address: {value: ({address}) => address, role: () => 'name'},
} satisfies Columns<${Item}>

export type Output = readonly ${Item}[]
export type Row = RowOf<typeof columns>

export default class ${Class} extends KafkaCommand {
  static override summary = '${name} ${group}'
  static override examples = ['<%= config.bin %> ${group} ${name}']
  static override flags = {...reportFlags}

  async run(): Promise<number> {
    const {flags} = await this.parse(${Class})
    const print = this.printer<Output, ${Item}>(flags, columns, 'address')
    const items = await ${operation}(await this.connect(flags))
    await print({value: items, rows: items})
    return exitCode.done
  }
}
`

const lookingOperation = ({group, name, operation, Item}: Names) => `
import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'

export interface ${Item} {
  readonly id: number
  /** \`host:port\`. */
  readonly address: string
}

/** The brokers of the cluster, by id: an example of an operation, for \`${group} ${name}\` to begin with. */
export async function ${operation}(cluster: Cluster): Promise<readonly ${Item}[]> {
  const {brokers} = await cluster.call(Metadata, {topics: []}, {what: '${name} ${group}'})
  return brokers.map(({nodeId: id, host, port}) => ({id, address: \`\${host}:\${port}\`})).toSorted((a, b) => a.id - b.id)
}
`

const changingCommand = ({group, name, Class, operation, Item}: Names) => `
import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {${operation}, type ${Item}} from '../../lib/${group}/${name}.ts'

const columns = {
  name: {value: ({name}) => name, role: () => 'name'},
  /** \`planned\`: --dry-run, nothing was changed. */
  status: {value: ({status}) => status},
} satisfies Columns<${Item}>

export type Output = readonly ${Item}[]
export type Row = RowOf<typeof columns>

export default class ${Class} extends ChangingCommand {
  static override summary = '${name} ${group}'
  static override examples = ['<%= config.bin %> ${group} ${name} example']
  static override args = {
    name: checked()({description: 'names of ${group}', required: true, multiple: true}),
  }
  static override flags = {
    'dry-run': boolean({summary: 'show what would be changed without changing anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(${Class})
    const print = this.printer<Output, ${Item}>(flags, columns, 'name')
    const names = [...new Set(args.name)]
    return this.carryOut(flags, {
      changes: '${name} ${group}',
      request: {names},
      // Read the present state here: what would change, and why it cannot.
      plan: () =>
        Promise.resolve({
          items: names.map((name): ${Item} => ({name, status: 'planned'})),
          empty: names.length === 0,
          audited: {names},
        }),
      show: async ({items}, as) => {
        if (as === 'result') await print({value: items, rows: items})
      },
      question: () => \`${capital(name)} \${names.join(', ')}\`,
      execute: (cluster) => ${operation}(cluster, names),
      report: (outcomes) => print({value: outcomes, rows: outcomes}),
      failures: failuresOf,
      notes: {unchanged: 'nothing was changed', nothing: 'there is nothing to change'},
    })
  }
}
`

const changingOperation = ({group, name, operation, Item}: Names) => `
import type {Cluster} from '../cluster/cluster.ts'

export type ${Item} =
  | {readonly name: string; readonly status: 'planned' | 'changed'}
  | {readonly name: string; readonly status: 'failed'; readonly error: Error}

/** One outcome a name, in their order: an example of an operation, for \`${group} ${name}\` to begin with; it sends nothing. */
export function ${operation}(_cluster: Cluster, names: readonly string[]): Promise<readonly ${Item}[]> {
  return Promise.resolve(names.map((name) => ({name, status: 'changed'})))
}
`

const testText = ({group, name}: Names, changes: boolean) => `
// ${group} ${name} against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit} from '../../support/cli.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(() => broker.close())
const run = (...words: string[]) => kafkit(['${group}', '${name}', ...words, '-b', broker.bootstrapServers])
${
  changes
    ? `
test('--dry-run shows what would be changed', async () => {
  expect(await run('example', '--dry-run')).toEqual({out: 'NAME     STATUS\\nexample  planned\\n', err: '', code: 0})
})

test('what was changed is told', async () => {
  expect(await run('example', '--yes')).toEqual({out: 'NAME     STATUS\\nexample  changed\\n', err: '', code: 0})
})
`
    : `
test('shows what there is', async () => {
  const {out, err, code} = await run('--output', 'json')
  expect({err, code}).toEqual({err: '', code: 0})
  expect(JSON.parse(out)).toEqual([{id: 1, address: broker.bootstrapServers}])
})
`
}`

/** Enters the oclif topic of a new group of commands, and its room among the subjects. */
async function enterGroup(group: string): Promise<void> {
  const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    oclif: {topics: Record<string, {description: string}>}
  }
  if (!packageJson.oclif.topics[group]) {
    packageJson.oclif.topics[group] = {description: `look at ${group} and change them`}
    await write('package.json', JSON.stringify(packageJson, null, 2))
  }
  const isRoom = everySubject.includes(group) || existsSync(join(root, 'src/lib', group))
  if (!isRoom) {
    const line = `  ${group.includes('-') ? `'${group}'` : group}: [],`
    await enter('.dependency-cruiser.cjs', 'const subjects = {', line)
  }
}

await begin(async () => {
  const [group = '', name = '', flag, api = ''] = process.argv.slice(2)
  const isWord = (text: string) => /^[a-z]+(-[a-z]+)*$/.test(text)
  const changes = flag === '--changing'
  if (!isWord(group) || !isWord(name) || (flag !== undefined && !(changes && api))) {
    throw new CannotBegin('usage: npm run new -- command GROUP NAME [--changing API], in small letters and hyphens')
  }
  const Group = capital(camel(group))
  const operation = camel(name) + (name.includes('-') ? '' : Group)
  const names: Names = {group, name, Class: Group + capital(camel(name)), operation, Item: `${capital(operation)}Item`}
  const command = `src/commands/${group}/${name}.ts`
  const test = `test/commands/${group}/${name}.test.ts`
  const code = `src/lib/${group}/${name}.ts`
  checkNew(command, code, test)
  await enterGroup(group)
  await write(command, (changes ? changingCommand : lookingCommand)(names))
  await write(code, (changes ? changingOperation : lookingOperation)(names))
  await write(test, testText(names, changes))
  if (changes) {
    const list = 'export const changing: Readonly<Record<string, string>> = {'
    await enter('test/support/changing-commands.ts', list, `  '${group} ${name}': '${group} ${name} example --yes',`)
    const sends = 'const sends: Readonly<Record<string, string>> = {'
    await enter('test/commands/audit.test.ts', sends, `    '${group} ${name}': '${api}',`)
    console.log('test/commands/guards.test.ts and audit.test.ts fail until the operation sends that request.')
  }
  console.log(
    'Then: npm run arrows -- --write && npm run build && npx vitest run --project unit -u test/commands/surface.test.ts',
  )
})
