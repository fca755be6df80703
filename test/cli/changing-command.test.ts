// ChangingCommand.carryOut: which steps a change takes, in which order, and how it ends.
import {stripVTControlCharacters} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {failuresOf, type Change, type ChangePlan} from '../../src/lib/cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../src/lib/cli/changing-command.ts'
import {commandsThere} from '../../src/lib/cli/same-cluster.ts'
import {ResetProblem} from '../../src/lib/groups/execute-reset.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {testIo, type CliOptions} from '../support/cli.ts'

interface Item {
  readonly name: string
  readonly status: 'done' | 'failed'
  readonly error?: Error
}
type Trial = Change<ChangePlan, readonly Item[]>

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(() => broker.close())

/** The steps that were taken, then what stands on stderr, then the exit code. */
async function carriedOut(
  flags: ChangeFlagValues,
  {
    plan = {},
    outcomes = [{name: 'a', status: 'done'}],
    ...more
  }: Partial<Omit<Trial, 'plan'>> & {
    plan?: Partial<ChangePlan>
    outcomes?: readonly Item[]
  } = {},
  options: CliOptions = {},
) {
  const steps: string[] = []
  const step = <T>(name: string, value: T): T => {
    steps.push(name)
    return value
  }
  class Command extends ChangingCommand {
    async run() {
      return this.carryOut({...flags, 'bootstrap-server': broker.bootstrapServers}, {
        changes: 'move things',
        request: {things: 'all'},
        plan: async () => step('plan', {audited: undefined, ...plan}),
        show: async (_, as) => step(as, undefined),
        question: () => step('question', 'Move 1 thing'),
        recheck: async () => step('recheck', []),
        execute: async () => step('execute', outcomes),
        report: async () => step('report', undefined),
        failures: failuresOf,
        undo: () => ({command: 'kafkit move back'}),
        notes: {unchanged: 'nothing was moved', nothing: 'there is nothing to move'},
        ...more,
      } satisfies Trial)
    }
  }
  const {io, text} = testIo(options)
  const command = new Command([], {bin: 'kafkit', runHook: () => ({})} as never)
  command.id = 'move'
  const code = await command.start(io).catch((error: unknown) => (error as Error).name)
  // A prompt moves the cursor.
  return [steps.join(' '), ...stripVTControlCharacters(text().err).trimEnd().split('\n'), code]
}

test('a change takes all the steps, and the last line takes it back', async () => {
  expect(await carriedOut({yes: true})).toEqual([
    'plan preview question recheck execute report',
    `kafkit: to undo this: kafkit move back --bootstrap-server ${broker.bootstrapServers}`,
    0,
  ])
})

test('a dry run ends with its plan', async () => {
  expect(await carriedOut({yes: true, 'dry-run': true})).toEqual(['plan result', '', 0])
})

test('a plan without --execute says how to carry it out, unless it was asked for by --dry-run or has no hint', async () => {
  const hint = 'kafkit: this is only the plan, nothing was moved; add --execute to carry it out'
  expect(await carriedOut({execute: false})).toEqual(['plan result', hint, 0])
  expect(await carriedOut({execute: false, 'dry-run': true})).toEqual(['plan result', '', 0])
  const notes = {unchanged: 'nothing was moved', hint: false}
  expect(await carriedOut({execute: false}, {notes})).toEqual(['plan result', '', 0])
})

test('without a terminal --execute needs no --yes, everything else does', async () => {
  const done = 'plan preview question recheck execute report'
  expect((await carriedOut({execute: true}))[0]).toBe(done)
  expect(await carriedOut({})).toEqual(['plan preview question', '', 'UsageError'])
})

test('on a terminal it asks, also with --execute; no is no', async () => {
  for (const flags of [{}, {execute: true}]) {
    const no = await carriedOut(flags, {}, {terminal: true, stdin: 'n\n'})
    expect([no[0], ...no.slice(-2)]).toEqual(['plan preview question', 'kafkit: nothing was moved', 1])
    const yes = await carriedOut(flags, {}, {terminal: true, stdin: 'y\n'})
    expect([yes[0], yes.at(-1)]).toEqual(['plan preview question recheck execute report', 0])
  }
})

test('a change without a question is carried out at once', async () => {
  const change = {question: undefined} as never
  expect((await carriedOut({}, change))[0]).toBe('plan preview recheck execute report')
})

test('a problem of the plan stops all of it, and what could have been done is said not to be', async () => {
  const problems = [new ResetProblem('a cannot be moved')]
  expect(await carriedOut({yes: true}, {plan: {problems}})).toEqual(['plan result', 'kafkit: a cannot be moved', 1])
  expect(await carriedOut({yes: true}, {plan: {problems, othersSpared: true}})).toEqual([
    'plan result',
    'kafkit: a cannot be moved',
    'kafkit: nothing was moved',
    1,
  ])
})

test('an empty plan is not a failure', async () => {
  expect(await carriedOut({yes: true}, {plan: {empty: true}})).toEqual([
    'plan result',
    'kafkit: there is nothing to move',
    0,
  ])
})

test('what changed while the plan was looked at stops it', async () => {
  const stale = new ResetProblem('a has moved already')
  expect(await carriedOut({yes: true}, {recheck: async () => [stale]})).toEqual([
    'plan preview question',
    'kafkit: a has moved already',
    'kafkit: nothing was moved; check the plan again',
    1,
  ])
})

test('an item that failed: the exit code, after its sentence how to take the rest back, or why that is not needed', async () => {
  const error = new ResetProblem('b is stuck')
  const outcomes = [{name: 'a', status: 'done'} as const, {name: 'b', status: 'failed', error} as const]
  const done = 'plan preview question recheck execute report'
  expect(await carriedOut({yes: true}, {outcomes})).toEqual([
    done,
    'kafkit: b is stuck',
    `kafkit: to undo this: kafkit move back --bootstrap-server ${broker.bootstrapServers}`,
    1,
  ])
  expect(await carriedOut({yes: true}, {outcomes, undo: () => ({none: 'nothing was moved after all'})})).toEqual([
    done,
    'kafkit: b is stuck',
    'kafkit: nothing was moved after all',
    1,
  ])
})

test('each command that undoes a change leads to the same cluster, wherever it is pasted', () => {
  const flags = {'bootstrap-server': 'a:1', 'command-config': 'my client.properties'}
  const there = "--bootstrap-server a:1 --command-config 'my client.properties'"
  expect(commandsThere(['kafkit move back', `kafkit move on ${there}`], flags)).toBe(
    `kafkit move back ${there} && kafkit move on ${there}`,
  )
  expect(commandsThere('kafkit move back', {})).toBe('kafkit move back')
})
