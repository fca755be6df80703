// The entry of the executable that `npm run compile` makes. It is kafkit; it is a drop-in if it is started under the
// name of one (a link), or if that name comes first: kafkit kafka-topics --list. scripts/compile/bundle.ts writes the
// virtual modules.
import {readFileSync} from 'node:fs'
import {commands} from 'virtual:commands'
import {classes, runClass, tools} from 'virtual:drop-ins'
import {runProcess} from './lib/cli/process.ts'
import {practiceBrokerWord, practiceRegistryWord} from './lib/runtime/engine.ts'

keepIgnoredSignals()
const [, self = '', first = '', ...others] = process.argv
const called = dropInNamed(process.argv0.replace(/^.*[\\/]/, ''))
const named = called ?? dropInNamed(first)
if (named !== undefined && called === undefined) process.argv.splice(2, 1)
if (named !== undefined) void startDropIn(named)
else if (first === practiceBrokerWord) void startPracticeBroker(others[0] ?? '')
else if (first === practiceRegistryWord) void startPracticeRegistry(others[0] ?? '')
else void startKafkit()

// Each branch loads only what it needs.
async function startKafkit(): Promise<void> {
  const {main} = await import('./main.ts')
  // The folder of the package's files inside the executable.
  const root = self.replace(/[\\/][^\\/]*$/, '')
  await runProcess('kafkit', (io) => main(process.argv.slice(2), {root, commands}, io))
}

function dropInNamed(word: string): string | undefined {
  const name = word.replace(/\.(?:sh|exe)$/i, '')
  return name === 'kafka-run-class' || Object.hasOwn(tools, name) ? name : undefined
}

async function startDropIn(name: string): Promise<void> {
  if (name === 'kafka-run-class') {
    runClass(classes, (each) => void startDropIn(each))
    return
  }
  const [{default: tool}, {runAudited}] = await Promise.all([
    tools[name]?.() ?? {default: undefined},
    import('./lib/apache/command-line/audited.ts'),
  ])
  if (tool) await runProcess(tool.name, (io) => runAudited(tool, process.argv.slice(2), io))
}

async function startPracticeBroker(file: string): Promise<void> {
  const {runPracticeBroker} = await import('./lib/practice-broker/run.ts')
  await runPracticeBroker(file)
}

async function startPracticeRegistry(file: string): Promise<void> {
  const {runPracticeRegistry} = await import('./lib/practice-registry/run.ts')
  await runPracticeRegistry(file)
}

/**
 * Signals that were ignored when the program was started stay ignored: nohup, and background jobs of a shell without
 * job control. lib/cli/io.ts leaves a signal alone if it already has a listener.
 */
function keepIgnoredSignals() {
  const numbers = {HUP: 1, INT: 2, QUIT: 3, TERM: 15}
  const bits = ignoredBits()
  for (const [name, number] of Object.entries(numbers))
    if ((bits >> BigInt(number - 1)) & 1n) process.on(`SIG${name}`, () => {})
}

/**
 * The ignored signals as Linux reports them. On other systems, nohup is only recognized by the variable that bash and
 * zsh set.
 */
function ignoredBits(): bigint {
  try {
    const [, mask = '0'] = /^SigIgn:\s*([\da-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? []
    return BigInt(`0x${mask}`)
  } catch {
    return /(?:^|\/)nohup$/.test(process.env['_'] ?? '') ? 1n : 0n
  }
}
