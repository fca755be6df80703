import type {Io} from './io.ts'
import {progressLine} from './progress.ts'

/** On a terminal, a line that changes; in a log, a line every half minute, to show that the wait continues. */
export function waitProgress(io: Io, {quiet}: {readonly quiet: boolean}) {
  const line = progressLine(io)
  let printed = 0
  return {
    show: (text: string, elapsedMs: number) => {
      if (quiet) return
      if (io.terminal.stderr) line.show(() => text)
      else if (elapsedMs >= printed * logEveryMs) {
        printed++
        io.err(`${text}\n`)
      }
    },
    clear: () => line.clear(),
  }
}

const logEveryMs = 30_000
