// Small rules of writing, the same in every command.

/** `1 topic`, `2 topics`; irregular plurals are given. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${grouped(count)} ${count === 1 ? noun : plural}`

/** 1,234,567. For sentences; tables print digits only, so that they can be copied. */
export const grouped = (number: number): string => String(number).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',')

/** With its sign: +12, -3, 0. */
export const signed = (number: number): string => (number > 0 ? `+${number}` : String(number))

/** As it is typed in a shell. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], conjunction = 'or'): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${conjunction} ${last}`
}

export {nearest} from './nearest.ts'
