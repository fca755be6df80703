// Command lines for the cluster of this command. Every command that changes something loads this.
import {shellWord} from '../text/shell-word.ts'
import type {ConnectionFlagValues} from './kafka-command.ts'

/**
 * Commands that undo a change, joined so that they can be pasted as one. Each has the flags for the same cluster,
 * unless it has them already.
 */
export function commandsThere(lines: string | readonly string[], flags: ConnectionFlagValues): string {
  const there = sameCluster(flags).join(' ')
  const all = typeof lines === 'string' ? [lines] : lines
  return all.map((line) => (there === '' || line.includes(there) ? line : `${line} ${there}`)).join(' && ')
}

/** The flags for the same cluster. --command-property is left out, since it may hold secrets. */
export const sameCluster = (flags: ConnectionFlagValues): string[] =>
  (['profile', 'bootstrap-server', 'command-config'] as const).flatMap((name) => {
    const value = flags[name]
    return value === undefined ? [] : [`--${name}`, shellWord(value)]
  })
