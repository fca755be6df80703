// .snapshot files, a broker's record of its producers, and .txnindex files, the aborted transactions.
import {readFile} from 'node:fs/promises'
import {existsSync} from 'node:fs'
import {abortedTransactions} from '../../log-files/index-file.ts'
import {firstSequence, readProducerSnapshot} from '../../log-files/producer-snapshot.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'
import {parseJavaLong} from '../java/numbers.ts'
import {absolutePath, fileName, javaFileError, openForJava} from './java-file.ts'
import type {Lines} from './lines.ts'

/**
 * Throws JavaError if the file cannot be read. Problems with its content go to standard error, and the run continues.
 */
export async function dumpProducerSnapshot(path: string, lines: Lines, err: (text: string) => void): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw javaFileError(path, error as NodeJS.ErrnoException)
  })
  let states
  try {
    states = readProducerSnapshot(bytes)
  } catch (error) {
    if (!(error instanceof BrokenLog)) throw error
    err(`${error.message}\n`)
    return
  }
  for (const state of states) {
    const open = state.currentTxnFirstOffset
    const transaction = open.startsWith('-') ? '.empty' : `[${open}]`
    let line = `producerId: ${state.producerId} producerEpoch: ${state.epoch} coordinatorEpoch: ${state.coordinatorEpoch} currentTxnFirstOffset: OptionalLong${transaction} lastTimestamp: ${state.timestamp}`
    if (!state.lastOffset.startsWith('-'))
      line += ` firstSequence: ${firstSequence(state)} lastSequence: ${state.lastSequence} lastOffset: ${state.lastOffset} offsetDelta: ${state.offsetDelta} timestamp: ${state.timestamp}`
    lines.text.text(`${line}\n`)
    if (lines.isFull) await lines.flush()
    if (lines.closed) return
  }
}

/** Throws JavaError or BrokenLog where Apache's tool ends with an exception. */
export async function dumpTransactionIndex(path: string, lines: Lines): Promise<void> {
  const name = fileName(path)
  parseJavaLong(name.slice(0, name.indexOf('.'))) // Java refuses any other name
  if (!existsSync(path)) return // a segment without aborted transactions has none
  const source = openForJava(path)
  try {
    for (const each of await abortedTransactions(source, absolutePath(path))) {
      lines.text.text(
        `version: ${each.version} producerId: ${each.producerId} firstOffset: ${each.firstOffset} lastOffset: ${each.lastOffset} lastStableOffset: ${each.lastStableOffset}\n`,
      )
      if (lines.isFull) await lines.flush()
      if (lines.closed) return
    }
  } finally {
    source.close()
  }
}
