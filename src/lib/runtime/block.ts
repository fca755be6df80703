/** Nothing else of the program goes on for so long: for output that must be out before it does. */
export function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}
