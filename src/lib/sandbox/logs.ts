import {open} from 'node:fs/promises'
import {containerLog} from './docker.ts'
import {SandboxError} from './errors.ts'
import {findSandbox, folderOf, processesOf, type SandboxProcess, type SandboxRef} from './state.ts'

/** One process's log: its file (undefined for a container) and its last lines. */
export interface SandboxLog {
  label: string
  file: string | undefined
  lines: string[]
}

/**
 * The last `lines` log lines of every process of a sandbox, running or not. Throws SandboxError if the sandbox does not
 * exist.
 */
export async function sandboxLogs(ref: SandboxRef, {lines = 100}: {lines?: number} = {}): Promise<SandboxLog[]> {
  const sandbox = await findSandbox(ref)
  if (!sandbox) throw new SandboxError(`there is no sandbox in ${folderOf(ref)}`)
  return Promise.all(
    processesOf(sandbox).map(async (each) => ({
      label: each.label,
      file: each.container ? undefined : each.log,
      lines: await lastLines(each, lines),
    })),
  )
}

/** Empty if the log is gone, because callers use it to explain another failure. */
export async function lastLines(of: SandboxProcess, count: number): Promise<string[]> {
  if (of.container) return containerLog(of.container, count)
  const file = await open(of.log).catch(() => undefined)
  if (!file) return []
  try {
    const {size} = await file.stat()
    const wanted = Math.min(size, 2 ** 20)
    const {buffer, bytesRead} = await file.read(Buffer.alloc(wanted), 0, wanted, size - wanted)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n')
    // The tail of a longer file most likely begins in the middle of a line.
    if (wanted < size) lines.shift()
    if (lines.at(-1) === '') lines.pop()
    return lines.slice(-count)
  } finally {
    await file.close()
  }
}
