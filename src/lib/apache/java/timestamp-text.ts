const padded = (number: number, digits = 2) => String(number).padStart(digits, '0')

/** Formats a time in ms like SimpleDateFormat "yyyy-MM-dd HH:mm:ss,SSS", in the time zone of this machine. */
export function timestampText(time: number): string {
  const date = new Date(time)
  const day = [padded(date.getFullYear(), 4), padded(date.getMonth() + 1), padded(date.getDate())].join('-')
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map((each) => padded(each)).join(':')
  return `${day} ${clock},${padded(date.getMilliseconds(), 3)}`
}
