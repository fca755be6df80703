/** Bounds are inclusive. */
export interface CountRange {
  readonly min: number
  /** Infinity: no upper bound. */
  readonly max: number
}

export const isWithin = (count: number, {min, max}: CountRange): boolean => count >= min && count <= max
