import {UsageError} from '../../cluster/errors.ts'

/** Bounds are inclusive. */
export interface CountRange {
  readonly min: number
  /** Infinity: no bound. */
  readonly max: number
}

/** `3` exactly, `3+` or more, `2-4` from to. */
export function parseCountRange(text: string): CountRange {
  const [, first, more, last] = /^(\d{1,9})(?:(\+)|-(\d{1,9}))?$/.exec(text) ?? []
  if (first === undefined) throw new UsageError(`'${text}' is no count: write 3, 3+ (or more) or 2-4`)
  const min = Number(first)
  const max = more ? Infinity : Number(last ?? first)
  if (max < min) throw new UsageError(`'${text}' is no range: ${last} is less than ${first}`)
  return {min, max}
}

export const within = (count: number, {min, max}: CountRange): boolean => count >= min && count <= max

/** `3`, `3 or more`, `2 to 4`. */
export const rangeText = ({min, max}: CountRange): string =>
  max === Infinity ? `${min} or more` : min === max ? String(min) : `${min} to ${max}`
