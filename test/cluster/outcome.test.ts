// What an outcome does not let anybody forget.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {KafkaError} from '../../src/lib/cluster/errors.ts'
import {Failures, Outcome} from '../../src/lib/cluster/outcome.ts'
import {KafkaCommand} from '../../src/lib/cli/kafka-command.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {testIo} from '../support/cli.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(() => broker.close())

const away = new KafkaError(15, 'list groups of broker 2')
const refused = new KafkaError(30, 'describe group g')
const groups = () => new Outcome({groups: ['a', 'b']}, [away, refused])

test('a value that is taken without its failures does not compile', () => {
  const outcome = groups()
  // @ts-expect-error -- the value is inside
  expect(outcome.groups).toBeUndefined()
  // @ts-expect-error -- whoever opens it takes the failures over
  expect(() => outcome.open()).toThrow(TypeError)
  // @ts-expect-error -- a list of one's own, which nobody looks at, is no place for them
  expect(() => outcome.open([])).toThrow(TypeError)
  // @ts-expect-error -- nor can one be made that keeps none
  expect(() => outcome.open({told: () => undefined, untold: []})).toThrow(TypeError)
  const failures = new Failures()
  expect(outcome.open(failures).groups).toEqual(['a', 'b'])
  expect(failures.untold).toEqual([away, refused])
})

test('failures that were opened on the way belong to the new outcome', () => {
  const failures = new Failures()
  const {groups: found} = groups().open(failures)
  const again = new Failures()
  expect(new Outcome(found.length, failures).open(again)).toBe(2)
  expect(again.untold).toEqual([away, refused])
  again.told([away])
  expect(again.untold).toEqual([refused])
  again.told()
  expect(again.untold).toEqual([])
})

/** What a command prints on stderr that has opened an outcome and then does this. */
async function run(
  then: (command: {readonly failures: Failures; report(errors: readonly Error[]): Promise<number>}) => Promise<number>,
) {
  class Trial extends KafkaCommand {
    override async run(): Promise<number> {
      const {groups: found} = groups().open(this.failures)
      this.io.out(`${found.join()}\n`)
      return then({failures: this.failures, report: (errors) => this.reportFailures(errors)})
    }
  }
  const {io, text} = testIo()
  const code = await new Trial([], {bin: 'kafkit'} as never).start(io)
  return {...text(), code}
}
const lines = `kafkit: ${away.message}\nkafkit: ${refused.message}\n`

test('failures that a command opened and forgot are printed at its end, and the exit code is not 0', async () => {
  const {out, err, code} = await run(async () => 0)
  expect({out, code}).toEqual({out: 'a,b\n', code: 1})
  expect(err.startsWith(lines)).toBe(true)
})

test('a more specific exit code is kept', async () => {
  expect((await run(async () => 2)).code).toBe(2)
  // "Found" says that all could be asked.
  expect((await run(async () => 3)).code).toBe(1)
})

test('failures that a command has reported are not printed twice', async () => {
  const reported = await run(({report}) => report([away, refused]))
  expect(reported.code).toBe(1)
  expect(reported.err.split(away.message)).toHaveLength(2)
  const told = await run(async ({failures}) => {
    failures.told()
    return 2
  })
  expect(told).toEqual({out: 'a,b\n', err: '', code: 2})
})
