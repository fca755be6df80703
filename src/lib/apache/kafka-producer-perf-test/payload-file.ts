import {readFileSync, statSync} from 'node:fs'
import {isAbsolute, sep} from 'node:path'
import type {Io} from '../../cli/io.ts'
import {JavaError} from '../java/errors.ts'
import {compileSearch} from '../java/pattern.ts'

/** The values in the file of --payload-file; without a file, none. Prints what Apache's tool prints about it. */
export function readPayloads(file: string | undefined, delimiter: string, io: Io): Buffer[] {
  if (file === undefined) return []
  io.out(`Reading payloads from: ${absolute(file)}\n`)
  const text = readText(file)
  const payloads = tokens(text, delimiter === '\\n' ? '\n' : delimiter).map((token) => Buffer.from(token))
  io.out(`Number of records read: ${payloads.length}\n`)
  return payloads
}

/** Path.toAbsolutePath, which does not normalise the path. */
const absolute = (file: string) =>
  isAbsolute(file) ? file : file === '' ? process.cwd() : `${process.cwd()}${sep}${file}`

function readText(file: string): string {
  const found = statSync(file === '' ? '.' : file, {throwIfNoEntry: false})
  if (!found || found.size === 0)
    throw new JavaError('java.lang.IllegalArgumentException', 'File does not exist or empty file provided.')
  try {
    return new TextDecoder('utf-8', {ignoreBOM: true}).decode(readFileSync(file === '' ? '.' : file))
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException
    if (code === 'EACCES') throw new JavaError('java.nio.file.AccessDeniedException', file, {cause: error})
    // A Scanner ends where it cannot read on.
    if (code === 'EISDIR') return ''
    throw new JavaError('java.io.IOException', message, {cause: error})
  }
}

/**
 * Tokens as java.util.Scanner finds them with this delimiter. One delimiter before a token belongs to it, so that two
 * in a row give an empty token, except at the beginning.
 */
function tokens(text: string, delimiter: string): string[] {
  const here = compileSearch(delimiter, 'y')
  const next = compileSearch(delimiter, 'g')
  const found: string[] = []
  for (let at = 0; at < text.length;) {
    here.lastIndex = at
    if (here.test(text)) at = here.lastIndex
    if (at >= text.length) break
    next.lastIndex = at
    let match = next.exec(text)
    // An empty match at the beginning separates nothing.
    if (match && match.index + match[0].length === at) {
      next.lastIndex = at + 1
      match = next.exec(text)
    }
    const end = match?.index ?? text.length
    found.push(text.slice(at, end))
    at = end
  }
  return found
}
