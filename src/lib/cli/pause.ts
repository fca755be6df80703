import {setTimeout as sleep} from 'node:timers/promises'
import {longestTimerMs, timerMs} from '../cluster/waiting.ts'
import type {Io} from './io.ts'

/** Waits for this time in ms; throws Interrupted as soon as the command is interrupted. */
export async function pause({interrupted}: Pick<Io, 'interrupted'>, ms: number): Promise<void> {
  let left = ms
  do {
    await sleep(timerMs(left), undefined, {signal: interrupted}).catch(() => interrupted.throwIfAborted())
    left -= longestTimerMs
  } while (left > 0)
}
