import {spawn} from 'node:child_process'
import {closeSync, openSync} from 'node:fs'
import {launchContainer} from './docker.ts'
import {SandboxError} from './errors.ts'
import {identify, type ProcessIdentity} from './processes.ts'

/** A running process; `ended` resolves with its exit code or signal. */
export interface Launched extends ProcessIdentity {
  container?: string
  ended: Promise<number | NodeJS.Signals>
}

/** Starts what an engine prepared, without keeping this process alive for it. */
export async function launch({command, log}: {command: readonly string[]; log: string}): Promise<Launched> {
  if (command[0] === 'docker') return {pid: 0, startTime: '', ...(await launchContainer(command))}
  return launchProcess(command, log)
}

/**
 * Starts a background process in a session of its own, so that Ctrl-C in the terminal does not reach it, and appends
 * its output to `log`.
 */
async function launchProcess(command: readonly string[], log: string): Promise<Launched> {
  const [program = '', ...args] = command
  const output = openSync(log, 'a')
  try {
    const child = spawn(program, args, {detached: true, stdio: ['ignore', output, output]})
    const ended = new Promise<number | NodeJS.Signals>((resolve) => {
      child.once('exit', (code, name) => resolve(name ?? code ?? 0))
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) =>
        reject(new SandboxError(`${program} cannot be run: ${error.message}`, {cause: error})),
      )
    })
    child.unref()
    const pid = child.pid ?? 0
    // A process that ended at once no longer has a start time; this value never equals another one.
    return {...(identify(pid) ?? {pid, startTime: 'ended'}), ended}
  } finally {
    closeSync(output)
  }
}
