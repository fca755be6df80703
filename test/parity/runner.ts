// Runs cases: each on Apache's side, cleaned up, then on ours on the same names; and compares.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import type {ParityCase} from './case-file.ts'
import {differences, type CaseResult, type Ran} from './compare.ts'
import {readTokens, readTopicIds} from './fixture.ts'
import type {Oracle} from './oracle.ts'
import type {Placeholders} from './placeholders.ts'
import type {Outcome, Side, ToolInput} from './side.ts'
import {toolClasses} from './tool-classes.ts'
import {unescaped} from './words.ts'

export interface RunnerInput {
  readonly oracle: Oracle
  readonly ours: Side
  readonly placeholders: Placeholders
  /** Where the tools run and files of cases are put. */
  readonly folder: string
  /** How many cases at once. */
  readonly jobs?: number
  /** Called as each case is done. */
  readonly done?: (result: CaseReport) => void
}

export interface CaseReport {
  readonly one: ParityCase
  /** None if all is well. */
  readonly differences: readonly string[]
  /** Apache's side; undefined if it could not be run. */
  readonly apache: CaseResult | undefined
}

/** Reading cases first, console tools last among them (they create groups), then writing ones, then serial ones. */
export async function runCases(cases: readonly ParityCase[], input: RunnerInput): Promise<CaseReport[]> {
  const runner = new Runner(input)
  const isLate = ({tool, one}: ParityCase) => tool.startsWith('kafka-console') || one('phase') === 'late'
  const isSerial = ({one}: ParityCase) => one('serial') !== undefined
  const phaseOf = (one: ParityCase) => (isSerial(one) ? 3 : one.kind === 'write' ? 2 : isLate(one) ? 1 : 0)
  const reports: CaseReport[] = []
  for (const phase of [0, 1, 2, 3]) {
    const open = cases.filter((one) => phaseOf(one) === phase)
    const worker = async () => {
      for (let one = open.shift(); one; one = open.shift()) {
        const report = await runner.run(one)
        input.done?.(report)
        reports.push(report)
      }
    }
    const jobs = phase === 3 ? 1 : (input.jobs ?? 4)
    await Promise.all(Array.from({length: jobs}, worker))
  }
  return reports
}

class Runner {
  readonly #input: RunnerInput

  constructor(input: RunnerInput) {
    this.#input = input
  }

  async run(one: ParityCase): Promise<CaseReport> {
    const {oracle, ours, placeholders} = this.#input
    try {
      const apache = await this.#side(one, oracle)
      const mine = await this.#side(one, ours)
      return {one, apache, differences: differences(one, apache, mine, placeholders)}
    } catch (error) {
      return {
        one,
        apache: undefined,
        differences: [`  ERROR: ${error instanceof Error ? error.message : String(error)}`],
      }
    }
  }

  async #side(one: ParityCase, side: Side): Promise<CaseResult> {
    const {oracle, placeholders, folder} = this.#input
    const writes = one.kind === 'write'
    if (writes && side === oracle) await oracle.verb(['clean', one.prefix])
    for (const line of one.all('file')) {
      const [, name = '', content = ''] = /^(\S+) ?(.*)$/s.exec(placeholders.expand(line, one)) ?? []
      await mkdir(dirname(join(folder, name)), {recursive: true})
      await writeFile(join(folder, name), unescaped(content))
    }
    try {
      for (const line of one.all('setup')) await this.#step(line, one)
      if (one.all('setup').some((line) => line.startsWith('kafka-'))) await oracle.verb(['barrier'])
      if (writes) await readTopicIds(oracle, placeholders)
      if (one.all('run').some((line) => line.includes('$HMAC{'))) await readTokens(oracle, placeholders)
      const runs = await this.#runs(one, side)
      const observes = writes ? await this.#observes(one) : []
      return {runs, observes}
    } finally {
      if (writes) await this.#cleanUp(one)
      else for (const line of one.all('after')) await this.#step(line, one)
    }
  }

  async #runs(one: ParityCase, side: Side): Promise<Ran[]> {
    const {placeholders, folder} = this.#input
    const runs: Ran[] = []
    for (const [index, line] of one.all('run').entries()) {
      const {words, input, output} = placeholders.split(line, one)
      const typed = one.one('stdin')
      const stdin =
        input === undefined
          ? index === 0 && typed !== undefined
            ? unescaped(placeholders.expand(typed, one))
            : undefined
          : await readFile(join(folder, input))
      const outcome = await side.tool({words, stdin, ...limitsOf(one)})
      if (output !== undefined) await writeFile(join(folder, output), outcome.stdout)
      runs.push(asText(outcome))
    }
    return runs
  }

  async #observes(one: ParityCase): Promise<Ran[]> {
    const {oracle, placeholders} = this.#input
    await oracle.verb(['barrier'])
    for (const line of one.all('between')) await this.#step(line, one)
    const observes: Ran[] = []
    for (const line of one.all('observe')) {
      const {words} = placeholders.split(line, one)
      const isTool = (words[0] ?? '') in toolClasses
      observes.push(
        isTool ? asText(await oracle.tool({words})) : {stdout: await oracle.verb(words), stderr: '', exit: 0},
      )
    }
    return observes
  }

  async #cleanUp(one: ParityCase): Promise<void> {
    const leavesOpen = one.all('setup').some((line) => line.includes('end=open'))
    try {
      for (const line of one.all('after')) await this.#step(line, one)
    } finally {
      await this.#input.oracle.verb(['clean', one.prefix, ...(leavesOpen ? ['open=1'] : [])])
    }
  }

  async #step(line: string, one: ParityCase): Promise<void> {
    const {oracle, placeholders, folder} = this.#input
    const {words, output} = placeholders.split(line, one)
    const [verb = '', ...rest] = words
    if (verb === 'rm') await rm(join(folder, ...rest), {recursive: true, force: true})
    else if (verb === 'allow-fail') await oracle.tool({words: rest})
    else if (verb in toolClasses) {
      const {exit, stdout, stderr} = await oracle.tool({words})
      if (exit !== 0) throw new Error(`step failed: ${line}: ${stdout.toString()}${stderr.toString()}`)
      if (output !== undefined) await writeFile(join(folder, output), stdout)
    } else await oracle.verb(words.map((word) => unescaped(word).toString()))
  }
}

export function limitsOf(one: ParityCase): Pick<ToolInput, 'timeoutMs' | 'fresh' | 'signal'> {
  const seconds = one.one('timeout')
  const said = one.one('signal')
  const [, name, once = ''] = /^(\w+) once (.+)$/.exec(said ?? '') ?? []
  if (said !== undefined && name === undefined) throw new Error(`${one.at}: signal: NAME once PHRASE, not ${said}`)
  return {
    timeoutMs: seconds === undefined ? undefined : Number(seconds) * 1000,
    fresh: one.one('oracle') === 'fresh',
    signal: name === undefined ? undefined : {name: `SIG${name}` as NodeJS.Signals, once: unescaped(once).toString()},
  }
}

const asText = ({stdout, stderr, exit}: Outcome): Ran => ({stdout: textOf(stdout), stderr: textOf(stderr), exit})

/** UTF-8, with bytes that are none as \xNN. */
export function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\uFFFD')) return text
  let shown = ''
  for (let at = 0; at < bytes.length;) {
    const length = [4, 3, 2, 1].find((size) => isCharacter(bytes.subarray(at, at + size), size))
    shown += length ? bytes.toString('utf8', at, at + length) : `\\x${bytes.toString('hex', at, at + 1)}`
    at += length ?? 1
  }
  return shown
}

function isCharacter(bytes: Buffer, size: number): boolean {
  if (bytes.length !== size) return false
  try {
    return Array.from(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes)).length === 1
  } catch {
    return false
  }
}
