// Files that say which findings to ignore: an ignore list, and the findings of an earlier run.
import {readFile} from 'node:fs/promises'
import {UsageError} from '../../errors/usage-error.ts'
import {parseIgnored, type Ignored} from '../../health/health.ts'
import {fileProblem} from '../../text/file-problem.ts'

async function textOf(flag: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--${flag}: cannot read ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`)
  }
}

/** One `CHECK[:SUBJECT]` per line. Throws UsageError, with the number of the line. */
export async function readIgnoreFile(file: string): Promise<Ignored[]> {
  const lines = (await textOf('ignore-file', file)).split(/\r?\n/)
  return lines.flatMap((line, at) => {
    const text = line.replace(/#.*/, '').trim()
    if (text === '') return []
    try {
      return [parseIgnored(text)]
    } catch (error) {
      throw error instanceof UsageError ? new UsageError(`${file}:${at + 1}: ${error.message}`) : error
    }
  })
}

/** The ids of the findings in the output of `kafkit health --output json`. Throws UsageError for anything else. */
export async function readBaseline(file: string): Promise<ReadonlySet<string>> {
  const text = await textOf('baseline', file)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new UsageError(`--baseline: ${file} is not JSON; kafkit health --output json writes one`)
  }
  const checks = (value as {checks?: unknown} | null)?.checks
  if (!Array.isArray(checks))
    throw new UsageError(`--baseline: ${file} is not the output of kafkit health --output json`)
  return new Set(
    checks.flatMap((check: {findings?: readonly {id?: unknown}[]}) =>
      (check.findings ?? []).flatMap(({id}) => (typeof id === 'string' ? [id] : [])),
    ),
  )
}
