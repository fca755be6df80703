// Counts and numbers in sentences.

/** The noun after a number: `topic` after 1, `topics` after any other. An irregular plural can be passed. */
export const plural = (count: number, noun: string, many = `${noun}s`): string => (count === 1 ? noun : many)

/** `1 topic`, `1,200 topics`. An irregular plural can be passed. */
export const counted = (count: number, noun: string, many?: string): string =>
  `${grouped(count)} ${plural(count, noun, many)}`

/** `1,234,567`: digits in groups of three, for sentences. Tables print plain digits, which can be copied. */
export const grouped = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')

/** The number with its sign: `+12`, `-3`, `0`. */
export const signed = (number: number): string => (number > 0 ? `+${number}` : String(number))
