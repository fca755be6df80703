// Keeps V8's memory small for commands that read a hundred thousand small items. These make garbage faster than V8
// collects it, so that its nursery for young objects grows to 48 MB, and what it promotes in the meantime stays until
// the next full collection.
import {setFlagsFromString} from 'node:v8'

/**
 * Keeps the nursery at its initial size while `work` runs, which takes half the memory and no more CPU time
 * (measured, see docs/performance.md). V8 reads the flag whenever it would let the nursery grow, so it may be set at
 * any time. Afterwards it is reset, because the code cache is checked against the flags (bin/code-cache.js).
 */
export async function withSmallNursery<T>(work: () => Promise<T>): Promise<T> {
  setGrowth(1)
  try {
    return await work()
  } finally {
    setGrowth(2)
  }
}

function setGrowth(factor: number) {
  // Only V8 has this flag.
  if (process.versions['bun'] === undefined) setFlagsFromString(`--semi-space-growth-factor=${factor}`)
}
