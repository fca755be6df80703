import {setTimeout as sleep} from 'node:timers/promises'
import type {Io} from './io.ts'

/** Waits for this time in ms; throws Interrupted as soon as the command is interrupted. */
export async function pause({interrupted}: Pick<Io, 'interrupted'>, ms: number): Promise<void> {
  await sleep(ms, undefined, {signal: interrupted}).catch(() => interrupted.throwIfAborted())
}
