/** Ms since some moment; a corrected clock does not move it. Not performance.now(), which loads 2 ms worth of Node first. */
export const monotonicMs = (): number => process.uptime() * 1000
