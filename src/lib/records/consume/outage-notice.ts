// Tells the user that brokers are away, within seconds, and that they are back.

/** How often to look, ms. */
const lookMs = 1000
/** An outage is reported once it has lasted for so many looks: leaders move in less time. */
const looks = 3

export interface OutageNoticeInput {
  /** What keeps records from coming now; undefined: nothing does. */
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
