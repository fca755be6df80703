// Runs a command and measures the whole process: wall time, CPU time of all threads, peak memory.
import {spawn} from 'node:child_process'
import {closeSync, openSync, readFileSync, readdirSync, rmSync} from 'node:fs'
import {join} from 'node:path'

export interface Measured {
  wallMs: number
  /** User and system time. */
  cpuMs: number
  /** Peak resident memory; NaN if there is no /proc. */
  peakMiB: number
  exitCode: number
  /** The last line on stderr, which ends with the reason of a failure. */
  complaint: string
}

export interface MeterOptions {
  stdin?: string | undefined
  /** File for the output; without it, the output is thrown away. */
  stdout?: string | undefined
  env?: NodeJS.ProcessEnv | undefined
  timeoutMs: number
  /** A folder for a temporary file. */
  scratch: string
}

/** bash before version 5 has no clock, which gives two empty words. */
const timed = 'from=$EPOCHREALTIME; "$@" 3>&-; code=$?; echo "$from $EPOCHREALTIME" >&3; times >&3; exit $code'

/** How often memory is read, ms. The kernel keeps the peak itself, so only the last moment can be missed. */
const lookEveryMs = 4

/**
 * A shell in between reports the times of its child alone, exec and exit included: the CPU time, which Node does not
 * report, and the wall time without the start of the shell and this process's event loop, which are a fifth of a
 * short command's.
 */
export async function measure(command: readonly string[], options: MeterOptions): Promise<Measured> {
  const report = join(options.scratch, 'times')
  const complaints = join(options.scratch, 'complaints')
  const input = openSync(options.stdin ?? '/dev/null', 'r')
  const output = openSync(options.stdout ?? '/dev/null', 'w')
  const times = openSync(report, 'w')
  const stderr = openSync(complaints, 'w')
  const started = performance.now()
  const shell = spawn('bash', ['-c', timed, 'meter', ...command], {
    stdio: [input, output, stderr, times],
    detached: true,
    env: {...process.env, ...options.env},
  })
  for (const fd of [input, output, stderr, times]) closeSync(fd)
  let peakKiB = NaN
  const look = setInterval(() => {
    const peak = peakOfChild(shell.pid ?? 0)
    if (peak !== undefined) peakKiB = Math.max(peak, Number.isNaN(peakKiB) ? 0 : peakKiB)
  }, lookEveryMs)
  const killer = setTimeout(() => process.kill(-(shell.pid ?? 0), 'SIGKILL'), options.timeoutMs)
  const exitCode = await new Promise<number>((resolve, reject) => {
    shell.once('error', reject)
    shell.once('exit', (code) => resolve(code ?? 137))
  })
  const outsideMs = performance.now() - started
  clearInterval(look)
  clearTimeout(killer)
  const [clock = '', , ofChild = ''] = readFileSync(report, 'utf8').split('\n')
  const [complaint = ''] = readFileSync(complaints, 'utf8').trim().split('\n').slice(-1)
  for (const file of [report, complaints]) rmSync(file)
  return {
    complaint,
    wallMs: wallTime(clock) ?? outsideMs,
    cpuMs: cpuTime(ofChild),
    peakMiB: peakKiB / 1024,
    exitCode,
  }
}

/** The shell has one child: the command. */
function peakOfChild(shell: number): number | undefined {
  try {
    const [child] = readFileSync(`/proc/${shell}/task/${shell}/children`, 'latin1').trim().split(' ')
    if (!child) return undefined
    // Includes the children of a wrapper, if the command is one.
    const status = readFileSync(`/proc/${child}/status`, 'latin1')
    if (/^Name:\s*bash$/m.test(status)) return undefined
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? NaN) || undefined
  } catch {
    return undefined
  }
}

/** `1763752000.123456 1763752000.223456`; in some languages, with a comma. */
function wallTime(clock: string): number | undefined {
  const [from = NaN, to = NaN] = clock.split(' ').map((time) => Number(time.replace(',', '.') || NaN))
  return Number.isNaN(to - from) ? undefined : (to - from) * 1000
}

/** `0m0.281s 0m0.042s`, user and system time. */
const cpuTime = (line: string): number =>
  [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0) // prettier-ignore

/** Whether a program is installed. */
export const isInstalled = (program: string) =>
  (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      return folder !== '' && readdirSync(folder).includes(program)
    } catch {
      return false
    }
  })
