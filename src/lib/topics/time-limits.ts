import type {Cluster} from '../cluster/cluster.ts'

/** The broker's own time limit must expire first, or its response would arrive too late. */
const slackMs = 5000

/** Time limits for a request that gives the broker `timeoutMs` to carry something out. */
export const limitsFor = (timeoutMs: number, {settings}: Cluster) => ({
  requestTimeoutMs: timeoutMs + slackMs,
  timeoutMs: Math.max(settings.totalTimeoutMs ?? 60_000, timeoutMs + slackMs),
})
