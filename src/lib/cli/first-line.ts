// Reads one line of a stream, for secrets that are piped in.
import type {Readable} from 'node:stream'
import {standardInput} from '../errors/input-failed.ts'

/** The line without its line end; what follows is left unread. Empty if there is none. */
export async function firstLineOf(stream: Readable): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of standardInput<string>(stream)) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}
