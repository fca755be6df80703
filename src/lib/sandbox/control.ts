// Ends processes of a sandbox: politely first, brokers before what they depend on.
import {SandboxError} from './errors.ts'
import {gone, signal} from './processes.ts'
import {type Sandbox, type SandboxProcess} from './state.ts'

/** SIGTERM and up to 10 s for each to leave by itself, brokers first: without a quorum they would wait for it. */
export async function endGently(sandbox: Sandbox): Promise<void> {
  for (const group of [sandbox.brokers, sandbox.quorum]) {
    for (const each of group) signal(each, 'SIGTERM')
    if (!(await gone(group, 10_000))) await endAtOnce(group)
  }
}

export async function endAtOnce(processes: readonly SandboxProcess[]): Promise<void> {
  for (const each of processes) signal(each, 'SIGKILL')
  if (!(await gone(processes, 10_000))) {
    throw new SandboxError(`${processes.map(({label, pid}) => `${label} (${pid})`).join(', ')} did not end on SIGKILL`)
  }
}
