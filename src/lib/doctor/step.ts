// The steps of an examination, in the order in which a connection is set up, each with a verdict.

/** The steps in their order. Each runs once, `registry` only if one is set. */
export const stepNames = [
  'configuration',
  'dns',
  'tcp',
  'tls',
  'api-versions',
  'sasl',
  'metadata',
  'listeners',
  'controller',
  'permissions',
  'clock',
  'transactions',
  'registry',
  'kafkajs',
] as const
export type StepName = (typeof stepNames)[number]

/** `skipped`: the step does not apply or could not run, which is not a fault by itself. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped'

/** One item that a step examined: a name, an address, a broker. */
export interface Detail {
  readonly subject: string
  readonly verdict: Verdict
  readonly text: string
  /** Null if the step did not wait for anything. */
  readonly elapsedMs: number | null
}

/** A detail with its failure, from which the advice is chosen. */
export interface Tried {
  readonly detail: Detail
  readonly error: Error | undefined
}

/** The result of a step. */
export interface Finding {
  readonly verdict: Verdict
  /** One sentence, without a full stop. */
  readonly summary: string
  readonly details?: readonly Detail[]
  /** What to try, for a step that failed or warns. */
  readonly hint?: string | undefined
  /** The facts in machine-readable form. */
  readonly data?: Readonly<Record<string, unknown>>
}

export interface Step extends Required<Omit<Finding, 'hint'>> {
  readonly name: StepName
  readonly hint: string | null
  readonly elapsedMs: number
}

/** The worst of several verdicts, without skipped ones. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['failed', 'warning', 'ok'] as const) if (verdicts.includes(verdict)) return verdict
  return 'skipped'
}

/** For several items of a kind: one that works is enough to continue, so a failed one is a warning. */
export function someWork(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.every((verdict) => verdict === 'failed')) return 'failed'
  return verdicts.some((verdict) => verdict !== 'ok') ? 'warning' : 'ok'
}
