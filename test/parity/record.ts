// What Apache's tools said, kept in files: replayed in the tests where there is no Java.
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {CaseResult} from './compare.ts'
import {generate} from './generate.ts'
import {gistOf, type Gist} from './gist.ts'
import type {CaseReport} from './runner.ts'
import type {Side} from './side.ts'
import {vocabularies} from './vocabularies.ts'

const folder = join(import.meta.dirname, 'recorded')
const casesFile = join(folder, 'cases.json')
const generatedFile = (tool: string) => join(folder, `generated-${tool}.json`)

/** Of a tool's generated command lines, so many are recorded, of this seed. */
export const recordedCount = 1500
const recordedSeed = 1

/** Apache's side of cases that need no cluster, by id; those recorded before stay. */
export function recordCases(reports: readonly CaseReport[]): void {
  const before = safely(recordedCases) ?? {}
  const now = Object.fromEntries(reports.flatMap(({one, apache}) => (apache ? [[one.id, shortened(apache)]] : [])))
  const all = Object.entries({...before, ...now}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(casesFile, `${JSON.stringify(Object.fromEntries(all), null, 1)}\n`)
}

export const recordedCases = (): Record<string, CaseResult> =>
  JSON.parse(readFileSync(casesFile, 'utf8')) as Record<string, CaseResult>

/** Stack traces say where Apache's source was at: nobody compares them. */
function shortened({runs, observes}: CaseResult): CaseResult {
  // Apache's help is padded to its full width.
  const short = (text: string) => text.replaceAll(/^(?:\tat |\t\.\.\. ).*\n/gm, '').replaceAll(/[ \t]+$/gm, '')
  return {runs: runs.map((run) => ({...run, stderr: short(run.stderr)})), observes}
}

/** Each outcome once, and for each command line which. */
interface RecordedGists {
  readonly gists: readonly Gist[]
  readonly of: readonly number[]
}

export async function recordGenerated(tool: string, apache: Side): Promise<void> {
  const gists = new Map<string, number>()
  const of: number[] = []
  for (const argv of commandLines(tool)) {
    const gist = JSON.stringify(gistOf(await apache.tool({words: [tool, ...argv]}), vocabularies.get(tool)))
    const index = gists.get(gist) ?? gists.size
    gists.set(gist, index)
    of.push(index)
  }
  const recorded: RecordedGists = {gists: [...gists.keys()].map((text) => JSON.parse(text) as Gist), of}
  writeFileSync(generatedFile(tool), `${JSON.stringify(recorded.gists, null, 1)}\n${JSON.stringify(of)}\n`)
}

/** Command lines with Apache's outcome. */
export function recordedGenerated(tool: string): {argv: readonly string[]; gist: Gist | undefined}[] {
  const [gists, of] = readFileSync(generatedFile(tool), 'utf8').split(/\n(?=\[\d)/)
  const texts = JSON.parse(gists ?? '[]') as Gist[]
  const indices = JSON.parse(of ?? '[]') as number[]
  return commandLines(tool).map((argv, at) => ({argv, gist: texts[indices[at] ?? -1]}))
}

function commandLines(tool: string): string[][] {
  const file = vocabularies.get(tool)
  return file ? generate(file.vocabulary, file.recorded ?? recordedCount, recordedSeed) : []
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
