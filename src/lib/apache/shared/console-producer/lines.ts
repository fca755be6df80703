// Sends standard input to the topic, line by line.
import type {Io} from '../../../cli/io.ts'
import type {Cluster} from '../../../cluster/cluster.ts'
import type {SizedRecord} from '../../../records/produce/record-sizes.ts'
import {fileChunks, streamChunks} from '../../../records/readers/input.ts'
import {MalformedInput} from '../../../records/readers/malformed-input.ts'
import {sentence} from '../../java/errors.ts'
import {Sending, type SendingInput} from '../sending.ts'
import type {ConsoleReader} from './console-reader.ts'
import {lineError} from './line-message-reader.ts'

export interface LinesInput extends Omit<SendingInput, 'signal' | 'err' | 'failed'> {
  readonly reader: ConsoleReader
}

/**
 * What was read before a malformed line or before Ctrl-C is still sent. Throws JavaError for a malformed line or,
 * with sync, for a record that fails.
 */
export async function sendLines(cluster: Cluster, input: LinesInput, io: Io): Promise<void> {
  const {reader} = input
  const signal = io.interrupted
  const prompting = io.terminal.stdin && io.terminal.stdout
  const sending = new Sending(cluster, {
    ...input,
    signal,
    err: (text) => io.err(text),
    failed: (records, error) => {
      const why = sentence(error)
      for (const {size} of records) io.err(failureText(input.topic, size, why))
    },
    bulk: prompting ? undefined : {reader, addAll: () => sendAll()},
  })
  const prompt = () => {
    if (prompting) io.out('>')
  }
  const sendAll = async () => {
    while (!signal.aborted && reader.next()) {
      if (reader.completing) await reader.completing
      const waiting = sending.send(reader.record)
      if (waiting) await waiting
      prompt()
    }
  }
  // The first line goes through the reader: either its record opens the producer, or its error ends the run.
  let betweenLines = true
  const take = async (chunk: Buffer) => {
    for (let rest: Buffer | undefined = chunk; rest && rest.length > 0;) {
      if (betweenLines && sending.takesLines) {
        rest = await sending.lines(rest)
        betweenLines = rest !== undefined || sending.takesLines
      } else {
        const cut: number = (sending.wantsOneLine && rest.indexOf(10) + 1) || rest.length
        betweenLines = rest[cut - 1] === 10
        reader.push(rest.subarray(0, cut))
        await sendAll()
        rest = rest.subarray(cut)
      }
    }
  }
  try {
    prompt()
    const chunks = io.stdinFd === undefined ? streamChunks(io.stdin, signal) : fileChunks(io.stdinFd, signal)
    for await (const chunk of chunks) await take(chunk)
    await sending.endLines()
    reader.end()
    await sendAll()
  } catch (error) {
    await sending.close()
    if (signal.aborted) return
    throw error instanceof MalformedInput ? lineError(error) : error
  }
  await sending.close()
}

function failureText(topic: string, {key, value}: SizedRecord['size'], why: string): string {
  const bytes = (length: number) => (length < 0 ? 'null' : `${length} bytes`)
  const what = `key: ${bytes(key)}, value: ${bytes(value)}`
  return `ERROR Error when sending message to topic ${topic} with ${what} with error: ${why}\n`
}
