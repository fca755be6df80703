import type {Timers} from '../timers.ts'

/** What a group needs from the broker that coordinates it. */
export interface Coordinator {
  readonly timers: Timers
  /** The current value of a numeric broker setting, such as `group.max.size`. */
  setting(name: string): number
}
