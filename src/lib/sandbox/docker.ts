// The docker commands that sandboxes need. Containers are identified by their full id, which is never reused.
import {execFile, spawn} from 'node:child_process'
import {promisify} from 'node:util'
import {SandboxError} from './errors.ts'

const run = promisify(execFile)

/** Resolves if a Docker engine answers; otherwise throws a SandboxError that says what is missing. */
export async function checkDocker(): Promise<void> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'])
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new SandboxError(
      missing ? 'there is no docker command on PATH' : `the Docker engine does not answer: ${lastErrorLine(error)}`,
      {cause: error},
    )
  }
}

/** Runs a docker command and resolves with its output. Throws SandboxError with Docker's own message. */
export async function docker(...args: readonly string[]): Promise<string> {
  try {
    return (await run('docker', [...args], {maxBuffer: 2 ** 24})).stdout.trim()
  } catch (error) {
    throw new SandboxError(`docker ${args[0]} failed: ${lastErrorLine(error)}`, {cause: error})
  }
}

/** Runs `docker run -d …`; `ended` resolves with the container's exit code. */
export async function launchContainer(
  command: readonly string[],
): Promise<{container: string; ended: Promise<number>}> {
  const container = (await docker(...command.slice(1))).split('\n').at(-1) ?? ''
  return {container, ended: whenContainerEnds(container)}
}

/** Resolves with the container's exit code, without keeping our process alive. */
export function whenContainerEnds(container: string): Promise<number> {
  return new Promise((resolve) => {
    const waiting = spawn('docker', ['wait', container], {stdio: ['ignore', 'pipe', 'ignore']})
    let said = ''
    waiting.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    // Docker could not be asked, so it is unknown whether the container has ended.
    waiting.on('error', () => undefined)
    waiting.on('close', (code) => code === 0 && resolve(Number(said)))
    waiting.unref()
    // A pipe from a child is a socket, which can be unreferenced, although its type does not show it.
    ;(waiting.stdout as unknown as {unref(): void}).unref()
  })
}

export function containerRuns(container: string): Promise<boolean> {
  return docker('inspect', '--format', '{{.State.Running}}', container).then(
    (said) => said === 'true',
    () => false,
  )
}

/**
 * False if it is not running. A freeze uses `docker pause`, because SIGSTOP to the first process would not stop the
 * others.
 */
export function signalContainer(container: string, name: NodeJS.Signals): Promise<boolean> {
  const verb = {SIGSTOP: ['pause'], SIGCONT: ['unpause']}[String(name)] ?? ['kill', '--signal', name]
  return docker(...verb, container).then(
    () => true,
    () => false,
  )
}

/** The last lines of both output streams, oldest first. */
export async function containerLog(container: string, count: number): Promise<string[]> {
  const said = await run('docker', ['logs', '--tail', String(count), container]).catch(() => undefined)
  return said ? (said.stdout + said.stderr).trimEnd().split('\n').slice(-count) : []
}

function lastErrorLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
  return stderr.split('\n').at(-1) || (error instanceof Error ? error.message : String(error))
}
