// One line on stderr that changes while work is in progress, if stderr is a terminal; otherwise nothing is printed.
import type {Io} from './io.ts'
import {screenText} from './visible.ts'

export interface Progress {
  /** Shows the line; calls within 100 ms of the last one shown are ignored. */
  show(line: () => string): void
  /** Removes the line; call it before printing anything else. */
  clear(): void
}

export function progressLine(io: Io): Progress {
  if (!io.terminal.stderr || io.env['TERM'] === 'dumb') return {show: () => {}, clear: () => {}}
  let last = -Infinity
  let shown = false
  return {
    show(line) {
      const now = io.now()
      if (now - last < 100) return
      last = now
      shown = true
      io.raw.err(`\r\x1b[K${screenText(line().slice(0, Math.max(1, io.columns - 1)))}`)
    },
    clear() {
      if (shown) io.raw.err('\r\x1b[K')
      shown = false
      last = -Infinity
    },
  }
}
