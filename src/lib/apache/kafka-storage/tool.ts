// kafka-storage, like Apache's StorageTool: same options, same output, same exit codes.
import type {Io} from '../../cli/io.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {defineCommandTool} from '../command-line/command-tool.ts'
import {storageCommands, type StorageCommand} from './options.ts'

export default defineCommandTool({
  name: 'kafka-storage',
  options: {},
  commands: storageCommands,
  purpose: 'The Kafka storage tool.',
  helpExitCode: 0,
  manual: () => import('./manual.ts'),
  run: (args, io) => acts[args.command as StorageCommand](args, io),
})

/** Resolves with the exit code. */
type Act = (args: Arguments, io: Io) => Promise<number>

/** Each command loads only what it needs, so a start does not wait for the code of the others. */
const acts: Readonly<Record<StorageCommand, Act>> = {
  info: async (args, io) => {
    const [{readNodeConfig}, {printInfo}] = await Promise.all([import('./node-config.ts'), import('./info.ts')])
    return printInfo((await readNodeConfig(args.text('config') ?? '')).directories, io)
  },
  format: async (args, io) => {
    const [{readNodeConfig}, {format}] = await Promise.all([import('./node-config.ts'), import('./format.ts')])
    await format(args, await readNodeConfig(args.text('config') ?? ''), io)
    return 0
  },
  'version-mapping': async (args, io) => {
    const {printMapping} = await import('./local.ts')
    printMapping(args.text('release-version'), io)
    return 0
  },
  'feature-dependencies': async (args, io) => {
    const {printDependencies} = await import('./local.ts')
    printDependencies(args.texts('feature') ?? [], io)
    return 0
  },
  'random-uuid': async (_, io) => {
    const {newId} = await import('../../log-files/meta-properties.ts')
    io.out(`${newId()}\n`)
    return 0
  },
}
