/**
 * Milliseconds since some moment, unaffected by corrections of the clock. It does not use performance.now(), which
 * first loads 2 ms worth of Node.
 */
export const monotonicMs = (): number => process.uptime() * 1000
