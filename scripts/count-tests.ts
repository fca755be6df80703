// A reporter of vitest that writes what scripts/test.ts counts and tells at the end of a whole run: vitest's own JSON
// report leaves out the difference between what was expected and what was received.
import {writeFileSync} from 'node:fs'
import {relative} from 'node:path'
import {stripVTControlCharacters} from 'node:util'
import type {Reporter, SerializedError, TestModule} from 'vitest/node'

/** What the file named by KAFKIT_TEST_COUNTS holds, as JSON. */
export interface Counts {
  readonly passed: number
  readonly skipped: number
  /** File, test and what was wrong, in a few lines each. */
  readonly failures: readonly string[]
}

/** Lines of a failure's message and of its difference. */
const linesPerFailure = 40

export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]) {
    const file = process.env['KAFKIT_TEST_COUNTS']
    if (file === undefined) throw new Error('KAFKIT_TEST_COUNTS names no file')
    const tests = modules.flatMap((each) => [...each.children.allTests()])
    const inState = (state: string) => tests.filter((each) => each.result().state === state)
    const counts: Counts = {
      passed: inState('passed').length,
      skipped: inState('skipped').length,
      failures: [
        // A file that cannot be loaded has no tests that could fail, so it counts as one; so does a failed beforeAll.
        ...modules.flatMap((each) =>
          [each, ...each.children.allSuites()]
            .filter((suite) => suite.errors().length > 0)
            .map((suite) => failureText(nameOf(each, 'fullName' in suite ? suite.fullName : ''), suite.errors())),
        ),
        ...inState('failed').map((each) => failureText(nameOf(each.module, each.fullName), each.result().errors ?? [])),
        ...unhandled.map((error) => failureText('outside of the tests', [error])),
      ],
    }
    writeFileSync(file, JSON.stringify(counts))
  }
}

const nameOf = (module: TestModule, test: string) =>
  [relative(process.cwd(), module.moduleId), test].filter(Boolean).join(': ')

function failureText(title: string, errors: readonly {readonly message: string; readonly diff?: string}[]): string {
  const text = errors.map(({message, diff}) => `${message}\n${diff ?? ''}`.trimEnd()).join('\n')
  const lines = stripVTControlCharacters(text).split('\n').slice(0, linesPerFailure)
  return [title, ...lines.map((line) => `    ${line}`)].join('\n')
}
