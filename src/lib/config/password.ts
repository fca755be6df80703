// Reads a password from a file or from the output of a command.
import {spawn} from 'node:child_process'
import {readFile} from 'node:fs/promises'
import {UsageError} from '../cluster/errors.ts'
import {commandWithoutCredentials} from '../text/credentials.ts'
import {fileProblem} from '../text/file-problem.ts'

/** The first line without its line end. Throws UsageError. */
export async function passwordOfFile(file: string): Promise<string> {
  try {
    return firstLine(await readFile(file, 'utf8'), `the password file ${file}`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`cannot read the password file ${file}: ${fileProblem(error as NodeJS.ErrnoException)}`, {
      cause: error,
    })
  }
}

/**
 * The first line that the command prints; it is run by the shell, with its stderr shown to the user. Throws UsageError.
 */
export async function passwordOfCommand(command: string, env: Readonly<Record<string, string | undefined>>) {
  // stdin may be the records that are sent.
  const child = spawn(command, {shell: true, stdio: ['ignore', 'pipe', 'inherit'], env: {...process.env, ...env}})
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code === 0 ? '' : signal === null ? `with ${code}` : `by ${signal}`))
  })
  if (ended !== '') throw new UsageError(`the password command ended ${ended}: ${commandWithoutCredentials(command)}`)
  return firstLine(Buffer.concat(chunks).toString(), 'what the password command prints')
}

function firstLine(text: string, what: string): string {
  const [line = ''] = text.split(/\r?\n/, 1)
  if (line === '') throw new UsageError(`${what} is empty`)
  return line
}
