/** The time of day where the user is, with its zone: `14:05:09 CET`. `at`: ms since 1970; `timeZone`: as in TZ, for tests. */
export const clockTime = (at: number, timeZone?: string): string =>
  new Date(at).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    ...(timeZone === undefined ? {} : {timeZone}),
  })
