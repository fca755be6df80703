// Runs the program from its sources, without a build, for bin/dev.js.
import {pathToFileURL} from 'node:url'
import {join} from 'node:path'
import {runProcess} from '../src/lib/cli/process.ts'
import {main, type Program} from '../src/main.ts'
import {commandFiles, root} from './command-files.ts'

const commands = Object.fromEntries(
  commandFiles().map(({id, file}) => [id, () => import(pathToFileURL(join(root, file)).href)]),
) as Program['commands']

await runProcess('kafkit', (io) => main(process.argv.slice(2), {root, commands, fromSource: true}, io))
