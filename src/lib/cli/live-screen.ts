// Uses the whole terminal: the alternate screen, and keys as they are pressed.
import {emitKeypressEvents} from 'node:readline'
import type {ReadStream} from 'node:tty'
import {Interrupted, type Io} from './io.ts'
import type {Key} from './live-table.ts'
import {screenText} from './visible.ts'

export interface LiveScreen {
  /** Draws the whole screen; there must be as many lines as the screen has. */
  draw(lines: readonly string[]): void
  size(): {readonly width: number; readonly height: number}
  /** Restores the terminal. */
  close(): void
}

/** Ctrl-C and signals reject `interrupted` (Interrupted); `onKeyPress` is called for all other keys. */
export function openScreen(
  io: Io,
  onKeyPress: (key: Key) => void,
  onResize: () => void,
): LiveScreen & {readonly interrupted: Promise<never>} {
  const {promise: interrupted, reject} = Promise.withResolvers<never>()
  interrupted.catch(() => undefined)
  const stdin = io.stdin as ReadStream
  const stdout = io.stdout as NodeJS.WriteStream
  const raw = typeof stdin.setRawMode === 'function'
  const pressed = (_: string | undefined, key: Key) => {
    // A terminal in raw mode sends Ctrl-C as a key, not as a signal.
    if (key.ctrl && key.name === 'c') reject(new Interrupted('SIGINT'))
    else onKeyPress(key)
  }
  const stopped = () =>
    reject(io.interrupted.reason instanceof Error ? io.interrupted.reason : new Interrupted('SIGTERM'))
  emitKeypressEvents(stdin)
  if (raw) stdin.setRawMode(true)
  stdin.on('keypress', pressed)
  stdin.resume()
  stdout.on('resize', onResize)
  if (io.interrupted.aborted) stopped()
  io.interrupted.addEventListener('abort', stopped, {once: true})
  // Switches to the alternate screen and hides the cursor.
  io.raw.out('\x1b[?1049h\x1b[?25l')
  return {
    interrupted,
    size: () => ({width: io.columns, height: stdout.rows || 24}),
    draw: (lines) => io.raw.out(`\x1b[H${lines.map((line) => `${screenText(line)}\x1b[K`).join('\r\n')}\x1b[J`),
    close() {
      io.raw.out('\x1b[?25h\x1b[?1049l')
      stdin.off('keypress', pressed)
      if (raw) stdin.setRawMode(false)
      stdin.pause()
      stdout.off('resize', onResize)
      io.interrupted.removeEventListener('abort', stopped)
    },
  }
}
