// Functions with which the files of scripts/new/ write.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {format, resolveConfig} from 'prettier'
import {root} from './command-files.ts'

/** The reason why nothing was written; only its sentence is shown. */
export class CannotBegin extends Error {}

/** Throws CannotBegin if one of these exists already, because nothing is ever overwritten. */
export function checkNew(...files: readonly string[]): void {
  const there = files.filter((file) => existsSync(join(root, file)))
  if (there.length > 0) throw new CannotBegin(`nothing was written, already there: ${there.join(', ')}`)
}

/** Writes a file of the project, formatted by prettier, and prints its name. */
export async function write(file: string, text: string): Promise<void> {
  const path = join(root, file)
  const what = existsSync(path) ? 'changed' : 'wrote'
  const formatted = await format(text, {...(await resolveConfig(path)), filepath: path})
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, formatted)
  console.log(`${what} ${file}`)
}

/**
 * Inserts a line into a sorted list: below the line that ends with `opening`, before the first item that sorts after
 * it. Items may have several lines, all of which but the first and last are indented further; the list ends with a
 * line that is indented less.
 */
export async function enter(file: string, opening: string, line: string): Promise<void> {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  const start = lines.findIndex((each) => each.endsWith(opening)) + 1
  if (start === 0) throw new CannotBegin(`${file} has no list that begins with ${opening}`)
  const key = (text: string) => text.trim().replaceAll(/['"]/g, '').split(/[:,]/)[0] ?? ''
  const depth = (text = '') => text.search(/\S|$/)
  const closes = (text: string) => /^\s*[\]})]/.test(text)
  const own = depth(lines[start])
  const comesAfter = (text: string) =>
    (text !== '' && depth(text) < own) || (depth(text) === own && !closes(text) && key(text) >= key(line))
  const isEmpty = closes(lines[start] ?? ']')
  const at = isEmpty ? start : lines.findIndex((text, index) => index >= start && comesAfter(text))
  lines.splice(at, 0, line)
  await write(file, lines.join('\n'))
}

/** Ends the process with a sentence if nothing could be written. */
export async function begin(run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof CannotBegin)) throw error
    console.error(error.message)
    process.exitCode = 2
  }
}
