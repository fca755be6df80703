// Runs of the tests of one source file, with one mutant of it or none, in one process of vitest's: what vite transformed is
// used again, and only tests that reach the mutant run.
import {join} from 'node:path'
import {createVitest, type TestModule, type TestSpecification} from 'vitest/node'
import {root} from '../../scripts/command-files.ts'

export interface Runs extends AsyncDisposable {
  /** Files of tests that load the source file, and those that were named and do not. */
  readonly loading: readonly string[]
  readonly idle: readonly string[]
  /** How many tests reach the mutant. */
  readonly reach: (mutant: number) => number
  /** Whether a test fails with the mutant. */
  readonly finds: (mutant: number) => Promise<boolean>
}

/** Error if the tests fail without a mutant. */
export async function startRuns(
  file: string,
  source: string,
  tests: readonly string[],
  workers: number,
): Promise<Runs> {
  const path = join(root, file)
  const vitest = await createVitest(
    'test',
    {
      root,
      config: false,
      watch: false,
      // A module that was cached without mutants, or with others, would be taken for this one.
      fsModuleCache: false,
      // A mutant must not become the expected value.
      update: false,
      reporters: [{}],
      silent: true,
      include: ['test/**/*.test.ts'],
      exclude: ['test/real/**', 'test/install/**'],
      setupFiles: [join(root, 'test/mutation/switch.ts')],
      testTimeout: 30_000,
      hookTimeout: 30_000,
      maxWorkers: workers,
      bail: 1,
      env: {TZ: 'UTC', NO_COLOR: '1'},
      sequence: {sequencer: InOrder},
    },
    {
      plugins: [
        {
          name: 'mutants',
          enforce: 'pre',
          transform: (_, id) => (id.split('?')[0] === path ? source : undefined),
        },
      ],
    },
  )
  const usualMs: Record<string, number> = {}
  const isQuick = (id: string) => (usualMs[id] ?? 0) < 250
  const run = async (mutant: number, specifications: readonly TestSpecification[]) => {
    for (const project of vitest.projects) {
      project.provide('mutant', mutant)
      project.provide('usualMs', usualMs)
    }
    const {testModules, unhandledErrors} = await vitest.runTestSpecifications([...specifications])
    const passes = unhandledErrors.length === 0 && testModules.every((each) => each.ok())
    return {testModules, unhandledErrors, passes}
  }
  await vitest.standalone()
  const asked = await vitest.globTestSpecifications([...tests])
  const {testModules, unhandledErrors, passes} = await run(-1, asked)
  if (!passes) {
    await vitest.close()
    const failed = testModules.filter((each) => !each.ok()).map(whatFailed)
    throw new Error(
      `${file}: its tests fail without a mutant: ${[...failed, ...unhandledErrors].map(String).join('\n')}`,
    )
  }
  const cases = testModules.map((testModule) => ({testModule, reached: reachedIn(testModule)}))
  for (const {testModule} of cases)
    for (const test of testModule.children.allTests()) {
      const ms = test.diagnostic()?.duration ?? 0
      // A test that plays the clock may seem to have ended before it began.
      usualMs[test.id] = ms > 0 ? ms : 1000
    }
  const loads = ({reached}: (typeof cases)[number]) => [...reached.values()].some((each) => each.size > 0)
  const reaching = (mutant: number) =>
    cases
      .map(({testModule, reached}) => {
        const ids = [...reached].flatMap(([id, mutants]) => (mutants.has(mutant) ? [id] : []))
        return {testModule, ids, ms: ids.reduce((sum, id) => sum + (usualMs[id] ?? 0), 0)}
      })
      .filter(({ids}) => ids.length > 0)
      .toSorted((a, b) => a.ms - b.ms)
  return {
    loading: cases.filter(loads).map(({testModule}) => testModule.relativeModuleId),
    idle: cases.filter((each) => !loads(each)).map(({testModule}) => testModule.relativeModuleId),
    reach: (mutant) => reaching(mutant).reduce((sum, {ids}) => sum + ids.length, 0),
    async finds(mutant) {
      const chosen = reaching(mutant)
      if (chosen.length === 0) return false
      // Most changes are found by a test that takes no time; those that wait for a clock run when none has found it.
      for (const isWanted of [isQuick, (id: string) => !isQuick(id)]) {
        const specifications = chosen.flatMap(({testModule, ids}) => {
          const testIds = ids.filter(isWanted)
          return testIds.length === 0 ? [] : [testModule.project.createSpecification(testModule.moduleId, {testIds})]
        })
        if (specifications.length > 0 && !(await run(mutant, specifications)).passes) return true
      }
      return false
    },
    [Symbol.asyncDispose]: () => vitest.close(),
  }
}

/** Quick ones first, as they were given. */
class InOrder {
  sort = async (files: TestSpecification[]) => files
  shard = async (files: TestSpecification[]) => files
}

/** Mutants by the ids of the tests that reach them. */
function reachedIn(testModule: TestModule): Map<string, ReadonlySet<number>> {
  return new Map([...testModule.children.allTests()].map((test) => [test.id, new Set(test.meta().reached)]))
}

function whatFailed(testModule: TestModule): string {
  const failed = [...testModule.children.allTests('failed')].map(
    (test) => `${test.fullName}: ${test.result().errors?.[0]?.message ?? ''}`,
  )
  return [testModule.relativeModuleId, ...testModule.errors().map(({message}) => message), ...failed].join('\n  ')
}
