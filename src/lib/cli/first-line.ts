// One line of a stream, for secrets that are piped in.
import type {Readable} from 'node:stream'
import {standardInput} from '../errors/input-failed.ts'

/** Without its line end; what comes behind it is left unread. Empty if there is none. */
export async function firstLineOf(stream: Readable): Promise<string> {
  let text = ''
  stream.setEncoding('utf8')
  for await (const chunk of standardInput<string>(stream)) {
    text += chunk
    if (text.includes('\n')) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}
