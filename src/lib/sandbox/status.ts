import {isAlive} from './control.ts'
import {answersApiVersions, answersHttp} from './probe.ts'
import {findSandbox, type Sandbox, type SandboxRef} from './state.ts'

export interface SandboxStatus {
  sandbox: Sandbox
  /** `partly`: some of its processes have ended. */
  state: 'running' | 'partly' | 'stopped'
  processes: {
    label: string
    pid: number
    running: boolean
    /**
     * Whether a broker answered ApiVersions, or the registry HTTP, within a second; undefined for a process without a
     * client port.
     */
    answers?: boolean
  }[]
}

/** Which processes of a recorded sandbox are running; undefined if there is no sandbox of that name. */
export async function sandboxStatus(ref: SandboxRef): Promise<SandboxStatus | undefined> {
  const sandbox = await findSandbox(ref)
  if (!sandbox) return undefined
  const processes: SandboxStatus['processes'] = await Promise.all([
    ...sandbox.quorum.map(async (each) => ({label: each.label, pid: each.pid, running: await isAlive(each)})),
    ...sandbox.brokers.map(async (each) => {
      const running = await isAlive(each)
      return {label: each.label, pid: each.pid, running, answers: running && (await answersApiVersions(each))}
    }),
    ...(sandbox.registry ? [sandbox.registry] : []).map(async (each) => {
      const running = await isAlive(each)
      return {
        label: each.label,
        pid: each.pid,
        running,
        answers: running && (await answersHttp(`${each.url}/subjects`)),
      }
    }),
  ])
  const running = processes.filter((each) => each.running).length
  return {sandbox, processes, state: running === 0 ? 'stopped' : running < processes.length ? 'partly' : 'running'}
}
