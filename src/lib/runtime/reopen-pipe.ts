import {constants, openSync} from 'node:fs'

/**
 * Opens a pipe again, to read or write it without blocking: that mode belongs to the open file description, which other
 * processes may share, as in `(kafkit consume …; other) | less`. Undefined if it cannot be opened: on systems other
 * than Linux, if it belongs to another user, or if no process has its other end open.
 */
export function reopenPipe(fd: number, access: 'read' | 'write'): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const flag = access === 'read' ? constants.O_RDONLY : constants.O_WRONLY
    return openSync(`/proc/self/fd/${fd}`, flag | constants.O_NONBLOCK)
  } catch {
    return undefined
  }
}
