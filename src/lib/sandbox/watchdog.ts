import {spawn} from 'node:child_process'
import {writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {identify, type ProcessIdentity} from './processes.ts'
import {processesOf, type Sandbox} from './state.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'

/**
 * A shell that waits for the end of this process, even by SIGKILL, which closes the pipe to its stdin. It then kills
 * the processes and containers listed in the `pids` file, if their command lines still name the folder, and removes the
 * folder if asked to.
 */
const script = `cat >/dev/null
dir=$1
for pid in $(cat "$dir/pids" 2>/dev/null); do
  case $pid in *[!0-9]*) docker rm -f -v "$pid"; continue ;; esac
  { cat "/proc/$pid/cmdline" 2>/dev/null || ps -o args= -p "$pid"; } | grep -aqF -- "$dir/" && kill -9 "$pid"
done
[ "$2" = remove ] && for try in 1 2 3 4 5; do rm -rf "$dir" && break; sleep 0.2; done
`

/** Starts the watchdog of a sandbox folder; use `remove` only for a temporary folder that kafkit created. */
export function watch(dir: string, {remove}: {remove: boolean}): ProcessIdentity {
  const child = spawn('/bin/sh', ['-c', script, 'kafkit-sandbox-watchdog', dir, remove ? 'remove' : 'keep'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.on('error', () => undefined)
  child.stdin.on('error', () => undefined)
  child.unref()
  // A pipe to a child is a socket, which can be unreferenced, although its type does not show it.
  ;(child.stdin as unknown as {unref(): void}).unref()
  const pid = child.pid ?? 0
  return identify(pid) ?? {pid, startTime: 'ended'}
}

/** Writes the present processes to the `pids` file. */
export async function tellWatchdog(sandbox: Sandbox): Promise<void> {
  if (!sandbox.watchdog) return
  const pids = processesOf(sandbox).map(({pid, container}) => container ?? pid)
  const file = join(sandbox.dir, 'pids')
  await writeFile(file, pids.join('\n') + '\n').catch(cannotBeWritten(file))
}
