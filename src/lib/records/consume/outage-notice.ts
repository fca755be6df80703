// Tells the user within seconds that brokers cannot be reached, and when they answer again.

/** The interval of the checks, ms. */
const lookMs = 1000
/** The number of checks after which an outage is reported: leaders move in less time. */
const looks = 3

export interface OutageNoticeInput {
  /** What keeps records from arriving now; undefined: nothing. */
  readonly trouble: () => string | undefined
  readonly tell: (text: string) => void
}

export class OutageNotice {
  readonly #input: OutageNoticeInput
  #timer: NodeJS.Timeout | undefined
  #seen = 0

  constructor(input: OutageNoticeInput) {
    this.#input = input
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), lookMs).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look() {
    const {trouble, tell} = this.#input
    const text = trouble()
    if (text !== undefined) {
      if (++this.#seen === looks) tell(`${text}; trying again`)
    } else {
      if (this.#seen >= looks) tell('brokers answer again; reading continues')
      this.#seen = 0
    }
  }
}
