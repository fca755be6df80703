// The user of this process according to the system. bun's userInfo() reads it from the environment, which anyone can
// set, and which cron and containers leave empty.
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {userInfo} from 'node:os'
import {isNode} from './engine.ts'

/** Undefined if the user has no name, as in a container. */
export function userName(): string | undefined {
  const uid = process.getuid?.()
  try {
    return isNode || uid === undefined ? userInfo().username : (localName(uid) ?? nameOfService())
  } catch {
    return undefined
  }
}

function localName(uid: number): string | undefined {
  const users = readFileSync('/etc/passwd', 'utf8').split('\n')
  return users.map((line) => line.split(':')).find(([, , id]) => id === String(uid))?.[0]
}

/** Users that a directory service knows. */
const nameOfService = () =>
  execFileSync('/usr/bin/id', ['-un'], {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore']}).trim()
