// What has changed between two readings of a cluster's health.
import type {Severity} from './check.ts'
import type {Health} from './health.ts'

export interface HealthChange {
  /** ISO 8601: when it was seen. */
  readonly time: string
  /** `unknown`: a check could not be made, or the cluster did not answer at all. */
  readonly severity: Severity | 'unknown'
  readonly change: 'found' | 'over'
  /** As in a report: `under-replicated:orders-3`; `unknown:disk`; `unknown` for the whole cluster. */
  readonly id: string
  readonly text: string
  /** For how long it was seen, ms; null while it lasts. */
  readonly lastedMs: number | null
}

interface Seen {
  readonly severity: HealthChange['severity']
  readonly text: string
  readonly since: number
}

/** Remembers what is unhealthy. What can no longer be checked is not over: it stays until a reading shows that. */
export class HealthChanges {
  readonly #seen = new Map<string, Seen>()

  /** The number of unhealthy items, as far as is known. */
  get count(): number {
    return this.#seen.size
  }

  /** `health`: the present reading, an Error if no broker answered. `at`: ms since the epoch. */
  next(health: Health | Error, at: number): HealthChange[] {
    const now = new Map<string, Omit<Seen, 'since'>>()
    const hidden = new Set<string>()
    if (health instanceof Error) now.set('unknown', {severity: 'unknown', text: health.message})
    else
      for (const {check, findings, errors} of health.checks) {
        for (const {id, severity, text} of findings) now.set(id, {severity, text})
        if (errors.length === 0) continue
        hidden.add(check)
        now.set(`unknown:${check}`, {severity: 'unknown', text: errors.map(({message}) => message).join('; ')})
      }
    const time = new Date(at).toISOString()
    const isHidden = (id: string) => health instanceof Error || hidden.has(id.split(':')[0] ?? '')
    const changes: HealthChange[] = []
    for (const [id, {severity, text, since}] of this.#seen) {
      if (now.get(id)?.severity === severity || isHidden(id)) continue
      this.#seen.delete(id)
      // A finding that became better or worse is reported with its present state.
      if (!now.has(id)) changes.push({time, severity, change: 'over', id, text, lastedMs: at - since})
    }
    for (const [id, {severity, text}] of now) {
      if (this.#seen.has(id)) continue
      this.#seen.set(id, {severity, text, since: at})
      changes.push({time, severity, change: 'found', id, text, lastedMs: null})
    }
    return changes
  }
}
