// Runs a script with stand-ins for Apache's tools first in its PATH. They send nothing, and record how they were
// called.
import {spawn} from 'node:child_process'
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {delimiter, join} from 'node:path'
import type {Io} from '../../cli/io.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {Call} from '../../provisioning/record/recorded-requests.ts'

export interface RecordedRun {
  readonly calls: readonly Call[]
  /** The exit code of the script; null if a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
}

const recordVariable = 'KAFKIT_RECORD'

/**
 * Each call is recorded as the number of words, then the words, each ended by a NUL, so no argument can be mistaken
 * for something else. A list of topics is answered with the topics that were created so far, and other questions with
 * nothing. As with the real tool, creating a topic twice fails, so that a script continues as it would.
 */
const standIn = (tool: string): string => `#!/bin/sh
# Stands in for ${tool} while kafkit record runs a script: it sends nothing.
printf '%s\\0' "$#" ${tool} "$@" >> "$${recordVariable}" || exit 1
create= list= describe= delete= spare= topic= next=
for word do
  if [ -n "$next" ]; then topic=$word next=; continue; fi
  case $word in
    --create) create=1 ;;
    --list) list=1 ;;
    --describe) describe=1 ;;
    --delete) delete=1 ;;
    --if-not-exists) spare=1 ;;
    --topic) next=1 ;;
    --topic=*) topic=\${word#--topic=} ;;
  esac
done
if [ ${tool} = kafka-topics ]; then
  topics=$${recordVariable}.topics
  there() { [ -n "$topic" ] && grep -qxF -e "$topic" "$topics" 2>/dev/null; }
  if [ -n "$create" ]; then
    if ! there; then printf '%s\\n' "$topic" >> "$topics"
    elif [ -z "$spare" ]; then
      echo "Error while executing topic command : Topic '$topic' already exists." >&2
      echo "ERROR org.apache.kafka.common.errors.TopicExistsException: Topic '$topic' already exists." >&2
      exit 1
    fi
  fi
  if [ -n "$delete" ] && there; then
    grep -vxF -e "$topic" "$topics" > "$topics.left"
    mv "$topics.left" "$topics"
  fi
  [ -n "$list" ] && [ -f "$topics" ] && sort -u "$topics"
  if [ -n "$describe" ] && [ -n "$topic" ] && ! there; then
    echo "Error while executing topic command : Topic '$topic' does not exist as expected" >&2
    exit 1
  fi
fi
exit 0
`

/** Stand-in for the other tools: it fails, so that a script does not continue as if something had happened. */
const refusal = (tool: string): string => `#!/bin/sh
printf '%s\\0' "$#" ${tool} "$@" >> "$${recordVariable}"
echo "kafkit record: ${tool} cannot be recorded" >&2
exit 1
`

/**
 * `known`: tools that are recorded; `all`: every name of Apache's tools, of which no real one may be called. Throws
 * UsageError if the program cannot be started.
 */
export async function runRecorded(
  io: Io,
  [program = '', ...args]: readonly string[],
  {known, all}: {readonly known: readonly string[]; readonly all: readonly string[]},
): Promise<RecordedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'kafkit-record-'))
  try {
    for (const name of all) {
      const tool = name.replace(/\.sh$/, '')
      const file = join(folder, name)
      await writeFile(file, known.includes(tool) ? standIn(tool) : refusal(tool))
      await chmod(file, 0o755)
    }
    const file = join(folder, 'calls')
    await writeFile(file, '')
    const env = {
      ...io.env,
      PATH: `${folder}${delimiter}${io.env['PATH'] ?? ''}`,
      [recordVariable]: file,
    }
    const ended = await run(io, program, args, env)
    return {...ended, calls: callsIn(await readFile(file, 'utf8'))}
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function run(
  io: Io,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Pick<RecordedRun, 'code' | 'signal'>> {
  const {promise, resolve, reject} = Promise.withResolvers<Pick<RecordedRun, 'code' | 'signal'>>()
  const child = spawn(program, args, {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(io.cwd === undefined ? {} : {cwd: io.cwd}),
  })
  // The program's output is not part of the file.
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => io.err(data.toString()))
  const stop = () => child.kill('SIGINT')
  if (io.interrupted.aborted) stop()
  io.interrupted.addEventListener('abort', stop, {once: true})
  child.once('error', (error: NodeJS.ErrnoException) => {
    const why =
      error.code === 'ENOENT'
        ? 'there is no such program'
        : error.code === 'EACCES'
          ? 'it is not executable'
          : error.message
    reject(new UsageError(`cannot run ${program}: ${why}`))
  })
  child.once('close', (code, signal) => resolve({code, signal}))
  return promise.finally(() => io.interrupted.removeEventListener('abort', stop))
}

function callsIn(text: string): Call[] {
  const words = text.split('\0')
  const calls: Call[] = []
  for (let at = 0; at + 1 < words.length;) {
    const count = Number(words[at])
    calls.push({tool: words[at + 1] ?? '', args: words.slice(at + 2, at + 2 + count)})
    at += count + 2
  }
  return calls
}
