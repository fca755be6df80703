// Acknowledgements of acquired records: runs of offsets with the same verdict, as ShareFetch and ShareAcknowledge carry
// them.

/** AcknowledgeType of KIP-932 and KIP-1222. `gap`: there is no record at this offset (compaction, transaction markers). */
export const verdict = {gap: 0, accept: 1, release: 2, reject: 3, renew: 4} as const
export type Verdict = (typeof verdict)[keyof typeof verdict]

export interface VerdictRun {
  readonly firstOffset: number
  readonly lastOffset: number
  readonly verdict: Verdict
}

/** The acknowledgements of one partition, in the order of its offsets. */
export class Acknowledgements {
  readonly #firsts: number[] = []
  readonly #lasts: number[] = []
  readonly #verdicts: Verdict[] = []

  get isEmpty(): boolean {
    return this.#firsts.length === 0
  }

  /** The number of acknowledged records, without gaps. */
  get recordCount(): number {
    return this.runs().reduce((sum, run) => (run.verdict === verdict.gap ? sum : sum + length(run)), 0)
  }

  /** Adds offsets from `first` to `last`, which must follow those already added. */
  add(first: number, last: number, verdict: Verdict): void {
    const at = this.#firsts.length - 1
    if (at >= 0 && this.#verdicts[at] === verdict && this.#lasts[at] === first - 1) this.#lasts[at] = last
    else {
      this.#firsts.push(first)
      this.#lasts.push(last)
      this.#verdicts.push(verdict)
    }
  }

  runs(): VerdictRun[] {
    return this.#firsts.map((firstOffset, at) => ({
      firstOffset,
      lastOffset: this.#lasts[at] ?? firstOffset,
      verdict: this.#verdicts[at] ?? verdict.release,
    }))
  }

  /** All offsets that have a record. */
  offsets(): number[] {
    return this.runs().flatMap((run) =>
      run.verdict === verdict.gap ? [] : Array.from({length: length(run)}, (_, at) => run.firstOffset + at),
    )
  }
}

const length = ({firstOffset, lastOffset}: VerdictRun) => lastOffset - firstOffset + 1

/** The wire format, in which one verdict stands for all offsets of a batch. */
export const acknowledgementBatches = (acknowledgements: readonly Acknowledgements[]) =>
  acknowledgements
    .flatMap((each) => each.runs())
    .sort((a, b) => a.firstOffset - b.firstOffset)
    .map(({firstOffset, lastOffset, verdict}) => ({firstOffset, lastOffset, acknowledgeTypes: [verdict]}))
