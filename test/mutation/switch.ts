// In each worker of a mutation run: turns on the one mutant, and notes which mutants each test reaches.
import {Worker} from 'node:worker_threads'
import {afterEach, beforeEach, inject} from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Its number; -1: none, the code is right. */
    readonly mutant: number
    /** How long each test takes with the right code, ms by its id; empty in the run that finds it out. */
    readonly usualMs: Readonly<Record<string, number>>
  }
  interface TaskMeta {
    /** Numbers of the mutants whose place was executed. */
    reached?: number[]
  }
}
declare global {
  var mutantIsOn: (mutant: number) => boolean
}

const [on, usualMs] = [inject('mutant'), inject('usualMs')]
/** By what is loaded, and by what runs before all tests: every test of the file needs it. */
let byAll = new Set<number>()
let now = new Set<number>()

globalThis.mutantIsOn = (mutant) => {
  now.add(mutant)
  return mutant === on
}

/** Within which the next test begins or the process ends. */
const afterTestMs = 5000

// A test that takes much longer than usual has been made to wait. A thread ends it, for a loop leaves no turn to a timer.
const watchdog = new Worker(
  `let timer
  require('node:worker_threads').parentPort.on('message', (ms) => {
    clearTimeout(timer)
    if (ms > 0) timer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), ms)
  })`,
  {eval: true},
)
watchdog.unref()

beforeEach(({task}) => {
  byAll = new Set([...byAll, ...now])
  now = new Set()
  if (on >= 0) watchdog.postMessage(3000 + 4 * (usualMs[task.id] ?? 10_000))
})
afterEach(({task}) => {
  task.meta.reached = [...byAll, ...now]
  // What goes round for ever only after its test, when that has stopped everything, would keep the whole run.
  watchdog.postMessage(on >= 0 ? afterTestMs : 0)
})
