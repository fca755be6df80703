import type {Cluster} from '../cluster/cluster.ts'

/** The broker's own time limit must end first, or its answer is never heard. */
const slackMs = 5000

/** Time limits of a call that gives the broker `timeoutMs` to carry something out. */
export const limitsFor = (timeoutMs: number, {settings}: Cluster) => ({
  requestTimeoutMs: timeoutMs + slackMs,
  timeoutMs: Math.max(settings.totalTimeoutMs ?? 60_000, timeoutMs + slackMs),
})
