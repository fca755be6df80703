/** Blocks the whole program for this time, ms, for output that must be written before anything else happens. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
