import type {Timers} from '../timers.ts'

/** What groups need of the brokers that coordinate them. */
export interface Coordinator {
  readonly timers: Timers
  /** The number that a broker setting has at present, as of `group.max.size`. */
  setting(name: string): number
}
