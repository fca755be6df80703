import {fstatSync, statSync} from 'node:fs'

/** As in node:os, which is not loaded for one constant because that would slow down every start. */
export const devNull = process.platform === 'win32' ? String.raw`\\.\nul` : '/dev/null'

const known = new Map<number, boolean>()

/**
 * Whether a standard stream (0, 1, 2) is a terminal. node:tty is loaded only for devices: it takes 2 ms in bun, and
 * most commands in scripts have none.
 */
export function isTerminal(fd: number): boolean {
  const before = known.get(fd)
  if (before !== undefined) return before
  const terminal = isDevice(fd) && process.getBuiltinModule('node:tty').isatty(fd)
  known.set(fd, terminal)
  return terminal
}

function isDevice(fd: number): boolean {
  // What Windows reports about its consoles is not known well enough to decide without node:tty.
  if (process.platform === 'win32') return true
  try {
    const kind = fstatSync(fd)
    return kind.isCharacterDevice() && kind.rdev !== statSync(devNull).rdev
  } catch {
    return false
  }
}
