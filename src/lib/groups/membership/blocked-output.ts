import {setTimeout as sleep} from 'node:timers/promises'

/** How often to look at a blocked output, ms. */
const lookEveryMs = 250

/** Resolves when the output is no longer blocked (`blockedMs` returns 0). Rejects when the signal aborts. */
export async function untilUnblocked(blockedMs: () => number, signal: AbortSignal): Promise<void> {
  while (blockedMs() > 0) await sleep(lookEveryMs, undefined, {signal})
}
