// Identifies processes by pid and start time, because the system may reuse a pid.
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'

/** `startTime` comes from the kernel and is only used for comparison: the same pid and time mean the same process. */
export interface ProcessIdentity {
  pid: number
  startTime: string
}

/** The identity of a running process, or undefined if there is none (a zombie counts as none). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startTime = process.platform === 'linux' ? linuxStartTime(pid) : psStartTime(pid)
  return startTime === undefined ? undefined : {pid, startTime}
}

/** Whether the recorded process is still running, and not another one with the same pid. */
export function isRunning(recorded: ProcessIdentity): boolean {
  return recorded.pid > 0 && identify(recorded.pid)?.startTime === recorded.startTime
}

/** Signals the recorded process and returns true; returns false if it has ended. */
export function signal(recorded: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isRunning(recorded)) return false
  try {
    process.kill(recorded.pid, name)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}

/** Clock ticks since boot, with the boot's id, because after a reboot both pid and ticks could occur again. */
function linuxStartTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the command in brackets, which may contain blanks and brackets itself.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    // Its first thread may be a zombie while others still hold the ports; a zombie with only one thread left has ended.
    if (state === 'X' || (state === 'Z' && Number(rest[16]) <= 1)) return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)}-${rest[18]}`
  } catch {
    return undefined
  }
}

function psStartTime(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: {...process.env, LC_ALL: 'C'},
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
    const [state, ...started] = text.split(/\s+/)
    return !state || state.startsWith('Z') ? undefined : started.join(' ')
  } catch {
    return undefined
  }
}
